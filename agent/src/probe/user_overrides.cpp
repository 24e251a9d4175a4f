#include "probe/user_overrides.hpp"

#include "service/bounded_task.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds homes_patience{5};
constexpr std::size_t max_findings_size = std::size_t{1} << 20;
constexpr std::size_t max_environment_file = std::size_t{256} << 10;
constexpr std::size_t max_environment_files = 256;
constexpr std::array<const char*, 2> user_files = {"smb.conf", "smb.conf.append"};
constexpr std::string_view not_seen = "-"; ///< in the place of a uid

/// A handle that opens nothing and follows no symbolic link: of a link it is the link's own. (openat2(2) is refused
/// under systemd's RestrictSUIDSGID=.)
UniqueFd look_beneath(int folder, const char* name)
{
    return UniqueFd(::openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
}

void append(std::string& findings, std::string_view uid, const std::string& path)
{
    findings.append(uid).push_back('\0');
    findings.append(path).push_back('\0');
}

/// Appends "UID\0PATH\0" for each file that is there, and for a home that cannot be looked at. The home itself may be a
/// link, as clients follow it: nothing is opened here.
void look_at_home(const fs::path& home, std::string& findings)
{
    const UniqueFd folder(::open(home.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    const auto smb = folder ? look_beneath(folder.get(), ".smb") : UniqueFd();
    struct stat owner {};
    struct stat info {};
    if (!smb || ::fstat(folder.get(), &owner) != 0 || ::fstat(smb.get(), &info) != 0) {
        const bool is_seen = errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
        return is_seen ? void() : append(findings, not_seen, home.string());
    }
    for (const auto* const name : user_files) {
        const auto file = look_beneath(smb.get(), name);
        const bool behind_link = S_ISLNK(info.st_mode); // .smb itself is a link
        struct stat here {};
        const bool empty_append = file && std::string_view(name).ends_with(".append") &&
                                  ::fstat(file.get(), &here) == 0 && S_ISREG(here.st_mode) && here.st_size == 0;
        if ((file && !empty_append) || behind_link) {
            append(findings, std::to_string(owner.st_uid), (home / ".smb" / name).string());
        }
    }
}

std::string_view next_text(std::string_view& rest)
{
    const auto text = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(text.size() + 1, rest.size()));
    return text;
}

Override home_not_seen(std::string_view path)
{
    return {.code = "homes_not_seen",
            .where = std::string(path),
            .what = "this home could not be looked into",
            .fix = "see what keeps root out of it (a network file system that maps root to nobody does)",
            .effect = OverrideEffect::note};
}

Override user_file(std::string_view path, std::uint32_t uid)
{
    const bool append = path.ends_with(".append");
    return {.code = append ? "user_smb_conf_append" : "user_smb_conf",
            .where = std::string(path),
            .uid = uid,
            .what = append ? "this user's libsmbclient programs read it behind the machine's smb.conf, and it wins"
                           : "this user's libsmbclient programs read it instead of the machine's smb.conf",
            .fix = "remove it, or ask its owner to"};
}

bool sets_smb_conf_path(std::string_view text)
{
    constexpr std::string_view name = "SMB_CONF_PATH";
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const auto first = line.find_first_not_of(" \t");
        const bool comment = first == std::string_view::npos || line[first] == '#';
        if (!comment && line.find(name) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

std::vector<fs::path> environment_files(const RootedPaths& paths)
{
    std::vector<fs::path> files = {paths.under("/etc/environment"), paths.under("/etc/profile"),
                                   paths.under("/etc/bash.bashrc"), paths.under("/etc/security/pam_env.conf")};
    for (const auto* const folder : {"/etc/profile.d", "/etc/environment.d", "/etc/default", "/etc/sysconfig"}) {
        std::error_code error;
        for (fs::directory_iterator entry(paths.under(folder), error), end; !error && entry != end;
             entry.increment(error)) {
            if (files.size() < max_environment_files) {
                files.push_back(entry->path());
            }
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

std::vector<Override> overrides_in_homes(const std::set<fs::path>& homes)
{
    const auto look = [&homes] {
        std::string findings;
        for (const auto& home : homes) {
            look_at_home(home, findings);
        }
        return findings;
    };
    const auto findings = run_bounded(look, {homes_patience, max_findings_size});
    if (!findings) {
        return {{.code = "homes_not_seen",
                 .where = "home folders",
                 .what = "they could not be looked through: " + describe(findings.error()),
                 .fix = "see which file system does not answer, then gpseal verify",
                 .effect = OverrideEffect::note}};
    }
    std::vector<Override> found;
    for (std::string_view rest = *findings; !rest.empty();) {
        std::uint32_t uid = 0;
        const auto number = next_text(rest);
        std::from_chars(number.data(), number.data() + number.size(), uid);
        const auto path = next_text(rest);
        found.push_back(number == not_seen ? home_not_seen(path) : user_file(path, uid));
    }
    return found;
}

std::vector<Override> overrides_in_environment_files(const RootedPaths& paths)
{
    std::vector<Override> found;
    for (const auto& file : environment_files(paths)) {
        const auto text = read_text(file, max_environment_file);
        if (text && sets_smb_conf_path(*text)) {
            found.push_back({.code = "environment_file",
                             .where = file.string(),
                             .what = "it sets SMB_CONF_PATH, which smbclient reads instead of the machine's smb.conf",
                             .fix = "take the line out; who is logged on has to log on again"});
        }
    }
    return found;
}

} // namespace gpseal::agent
