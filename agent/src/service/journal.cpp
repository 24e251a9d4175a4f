#include "service/journal.hpp"

#include "service/acting_user.hpp"
#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace gpseal::agent {

namespace {

constexpr std::int64_t max_journal_size = std::int64_t{1} << 20;
constexpr std::size_t max_read = std::size_t{16} << 20; // one run's lines may go over the size at which it is moved

std::filesystem::path journal_path(const RootedPaths& paths)
{
    return paths.state() / "journal.jsonl";
}

std::filesystem::path older_path(const RootedPaths& paths)
{
    return paths.state() / "journal.jsonl.1";
}

/// A write that was cut off left half a line: the next one must not become part of it.
bool ends_in_a_line(int fd, off_t size)
{
    char last = '\n';
    return size <= 0 || (::pread(fd, &last, 1, size - 1) == 1 && last == '\n');
}

/// Errno, or 0. A short write tells why only when the rest is tried.
int write_whole(int fd, std::string_view text)
{
    while (!text.empty()) {
        const auto wrote = ::write(fd, text.data(), text.size());
        if (wrote < 0 && errno == EINTR) {
            continue;
        }
        if (wrote <= 0) {
            return wrote < 0 ? errno : ENOSPC;
        }
        text.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return ::fsync(fd) == 0 ? 0 : errno;
}

Result<void> append(const RootedPaths& paths, std::string lines)
{
    if (auto made = make_folder(paths.state(), 0700); !made) {
        return made;
    }
    const auto path = journal_path(paths);
    const auto before = identify(path);
    if (before && *before && (*before)->size > max_journal_size) {
        std::error_code ignored;
        std::filesystem::rename(path, older_path(paths), ignored);
    }
    const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd) {
        return fail(errno_error("cannot open", path));
    }
    const auto size = ::lseek(fd.get(), 0, SEEK_END);
    if (!ends_in_a_line(fd.get(), size)) {
        lines.insert(lines.begin(), '\n');
    }
    if (const int why = write_whole(fd.get(), lines); why != 0) {
        (void)!::ftruncate(fd.get(), size); // nothing half; where even that fails, the next one begins a line
        return fail(errno_error(why, "cannot write", path));
    }
    return {};
}

} // namespace

Result<void> record_changes(const RootedPaths& paths, const std::vector<JournalEntry>& entries)
{
    std::string lines;
    for (const auto& entry : entries) {
        lines += line_of(entry);
    }
    return lines.empty() ? Result<void>{} : append(paths, std::move(lines));
}

Result<void> record_not_made(const RootedPaths& paths, const std::vector<JournalEntry>& entries)
{
    std::string lines;
    for (const auto& entry : entries) {
        lines += entry.not_made ? not_made_line(entry) : "";
    }
    return lines.empty() ? Result<void>{} : append(paths, std::move(lines));
}

JournalEntry command_entry(ChangeCause cause, std::string reason, const ConfigChange& change)
{
    return {.at = std::chrono::system_clock::now(),
            .run_id = {},
            .version = std::string(journal_version()),
            .cause = cause,
            .reason = std::move(reason),
            .gpo = {},
            .gpo_guid = {},
            .uid = acting_user(),
            .target = change.target,
            .diff = change.diff,
            .loosens = change.loosens,
            .not_made = {}};
}

Result<ParsedJournal> read_journal(const RootedPaths& paths)
{
    std::string text;
    for (const auto& path : {older_path(paths), journal_path(paths)}) {
        auto part = read_text(path, max_read);
        if (!part && part.error().code != Errc::not_found) {
            return fail(part.error());
        }
        if (part) {
            text += *part;
            text += part->empty() || part->ends_with('\n') ? "" : "\n"; // cut off: unreadable in any case
        }
    }
    return parse_journal(text);
}

std::string_view journal_version()
{
    return GPSEAL_VERSION;
}

} // namespace gpseal::agent
