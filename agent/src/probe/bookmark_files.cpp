#include "probe/bookmark_files.hpp"

#include "probe/desktop_bookmarks.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t max_homes = 4096;
constexpr std::size_t max_passwd_size = std::size_t{4} << 20;

/// The field of a line of passwd(5), counted from 0.
std::string_view field(std::string_view line, int index)
{
    for (; index > 0; --index) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            return {};
        }
        line.remove_prefix(colon + 1);
    }
    return line.substr(0, line.find(':'));
}

std::vector<std::string> homes_of(std::string_view passwd)
{
    constexpr int home = 5;
    std::vector<std::string> homes;
    while (!passwd.empty()) {
        const auto line = passwd.substr(0, passwd.find('\n'));
        passwd.remove_prefix(std::min(line.size() + 1, passwd.size()));
        if (const auto folder = field(line, home); folder.starts_with('/')) {
            homes.emplace_back(folder);
        }
    }
    return homes;
}

void add_folders(std::set<fs::path>& homes, const fs::path& parent, int levels)
{
    std::error_code error;
    for (fs::directory_iterator entry(parent, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code unreadable;
        if (homes.size() < max_homes && entry->symlink_status(unreadable).type() == fs::file_type::directory) {
            homes.insert(entry->path());
            if (levels > 1) {
                add_folders(homes, entry->path(), levels - 1);
            }
        }
    }
}

std::set<fs::path> all_homes(const RootedPaths& paths)
{
    std::set<fs::path> homes;
    if (const auto passwd = read_text(paths.under("/etc/passwd"), max_passwd_size)) {
        for (const auto& home : homes_of(*passwd)) {
            if (homes.size() < max_homes) {
                homes.insert(paths.under(home));
            }
        }
    }
    add_folders(homes, paths.under("/home"), 2);
    return homes;
}

/// Step by step below the home, whose owner could lay links there that lead root elsewhere.
UniqueFd open_bookmarks(const fs::path& home, uid_t& owner)
{
    constexpr int folder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    UniqueFd fd(::open(home.c_str(), folder));
    struct stat info {};
    if (!fd || ::fstat(fd.get(), &info) != 0) {
        return UniqueFd(-1);
    }
    owner = info.st_uid;
    for (const char* name : {".config", "gtk-3.0"}) {
        fd = UniqueFd(::openat(fd.get(), name, folder));
        if (!fd) {
            return fd;
        }
    }
    // NONBLOCK: a FIFO must not hold us up before it is seen to be one
    fd = UniqueFd(::openat(fd.get(), "bookmarks", O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_uid != owner ||
        static_cast<std::uint64_t>(info.st_size) > max_bookmarks_size) {
        return UniqueFd(-1);
    }
    return fd;
}

std::string read_bounded(int fd)
{
    std::string text(max_bookmarks_size, '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
        const auto got = ::read(fd, text.data() + filled, text.size() - filled);
        if (got <= 0) {
            break;
        }
        filled += static_cast<std::size_t>(got);
    }
    text.resize(filled);
    return text;
}

} // namespace

std::vector<ServerUse> uses_of_bookmarks(const RootedPaths& paths)
{
    const auto self = ::geteuid();
    std::vector<ServerUse> uses;
    for (const auto& home : all_homes(paths)) {
        uid_t owner = 0;
        const auto fd = open_bookmarks(home, owner);
        if (!fd || (self != 0 && owner != self)) {
            continue;
        }
        for (auto& bookmark : parse_bookmarks(read_bounded(fd.get()))) {
            uses.push_back({.server = std::move(bookmark.server),
                            .kind = UseKind::bookmark,
                            .where = std::move(bookmark.where),
                            .uid = owner});
        }
    }
    return uses;
}

} // namespace gpseal::agent
