#include "probe/bookmark_files.hpp"

#include "probe/desktop_bookmarks.hpp"
#include "probe/home_folders.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

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
    for (const auto& home : home_folders(paths)) {
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
