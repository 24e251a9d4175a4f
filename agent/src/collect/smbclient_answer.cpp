#include "collect/smbclient_answer.hpp"

#include "service/sha256.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>

namespace gpseal::agent {

using policy::FileSnapshot;
using policy::FileStatus;

namespace {

std::string remote_name(std::string path)
{
    std::replace(path.begin(), path.end(), '/', '\\');
    return path;
}

/// What one line says about the file that is due.
struct Word {
    std::optional<std::uint64_t> size; ///< it was opened, and is this long
    std::string status;                ///< it was not: NT_STATUS_…
};

/// "getting file \NAME of size 22 as - (…", or "NT_STATUS_… opening remote file \NAME"
std::optional<Word> word_about(const std::string& name, std::string_view line)
{
    const auto opened = "getting file \\" + name + " of size ";
    if (line.starts_with(opened)) {
        line.remove_prefix(opened.size());
        std::uint64_t size = 0;
        const auto [end, problem] = std::from_chars(line.data(), line.data() + line.size(), size);
        if (problem != std::errc{} || !line.substr(static_cast<std::size_t>(end - line.data())).starts_with(" as - ")) {
            return std::nullopt;
        }
        return Word{.size = size, .status = {}};
    }
    const auto refused = " opening remote file \\" + name;
    if (line.starts_with("NT_STATUS_") && line.ends_with(refused)) {
        return Word{.size = std::nullopt, .status = std::string(line.substr(0, line.size() - refused.size()))};
    }
    return std::nullopt;
}

void refuse(FileSnapshot& file, const std::string& status)
{
    constexpr std::array<std::string_view, 3> absent = {"NT_STATUS_OBJECT_NAME_NOT_FOUND",
                                                        "NT_STATUS_OBJECT_PATH_NOT_FOUND", "NT_STATUS_NO_SUCH_FILE"};
    if (std::find(absent.begin(), absent.end(), status) != absent.end()) {
        file.status = FileStatus::absent;
        return;
    }
    const auto code = status == "NT_STATUS_ACCESS_DENIED" ? Errc::permission : Errc::io;
    file.problem = Error{code, "the server said " + status, file.path};
}

/// Gives each file that is due what the messages say of it, in order; the index of the first without a word.
std::size_t read_messages(std::vector<FileSnapshot>& files, const std::vector<std::string>& names,
                          std::string_view messages)
{
    std::size_t due = 0;
    while (!messages.empty() && due < files.size()) {
        const auto end = std::min(messages.find('\n'), messages.size());
        auto word = word_about(names[due], messages.substr(0, end));
        messages.remove_prefix(std::min(end + 1, messages.size()));
        if (!word) {
            continue;
        }
        if (word->size) {
            files[due].reported_size = word->size;
        } else {
            refuse(files[due], word->status);
        }
        ++due;
    }
    return due;
}

} // namespace

std::string smbclient_get_commands(const std::vector<std::string>& paths)
{
    std::string commands;
    for (const auto& path : paths) {
        commands.append(commands.empty() ? "" : ";").append("get \"").append(remote_name(path)).append("\" -");
    }
    return commands;
}

std::vector<FileSnapshot> parse_smbclient_answer(const std::vector<std::string>& paths, std::string_view content,
                                                 std::string_view messages)
{
    std::vector<FileSnapshot> files;
    std::vector<std::string> names;
    for (const auto& path : paths) {
        files.push_back({.status = FileStatus::failed, .path = "sysvol/" + path});
        names.push_back(remote_name(path));
    }
    (void)read_messages(files, names, messages);
    std::uint64_t total = 0;
    for (const auto& file : files) {
        total += std::min<std::uint64_t>(file.reported_size.value_or(0), content.size() + 1); // no overflow
    }
    const bool whole = total == content.size();
    for (auto& file : files) {
        if (!file.reported_size) {
            if (file.status == FileStatus::failed && !file.problem) {
                file.problem = Error{Errc::io, "the server gave no answer", file.path};
            }
            continue;
        }
        if (!whole) {
            file.problem = Error{Errc::io, "the server did not send as many bytes as it said", file.path};
            continue;
        }
        const auto text = content.substr(0, *file.reported_size);
        const auto bytes = std::as_bytes(std::span(text));
        file.status = FileStatus::read;
        file.content.assign(bytes.begin(), bytes.end());
        file.sha256 = sha256_hex(text);
        content.remove_prefix(text.size());
    }
    return files;
}

std::optional<LargestFile> largest_of_cut_answer(const std::vector<std::string>& paths, std::size_t content_size,
                                                 std::string_view messages)
{
    std::vector<FileSnapshot> files(paths.size());
    std::vector<std::string> names;
    for (const auto& path : paths) {
        names.push_back(remote_name(path));
    }
    const auto due = read_messages(files, names, messages);
    LargestFile largest;
    std::uint64_t unexplained = content_size;
    for (std::size_t i = 0; i < due; ++i) {
        const auto size = files[i].reported_size.value_or(0);
        unexplained -= std::min(unexplained, size);
        if (size > largest.size) {
            largest = {i, size};
        }
    }
    if (due < files.size() && unexplained > largest.size) {
        largest = {due, unexplained};
    }
    return largest.size == 0 ? std::nullopt : std::optional(largest);
}

} // namespace gpseal::agent
