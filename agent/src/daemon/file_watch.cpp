#include "daemon/watches.hpp"
#include "service/errno_error.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t any_change = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB |
                                     IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr int most_links = 8;

/// The folder itself, or the nearest one above it that is there.
fs::path nearest_folder(fs::path folder, std::string& name)
{
    std::error_code error;
    while (!fs::is_directory(folder, error) && folder.has_relative_path()) {
        name = folder.filename().string();
        folder = folder.parent_path();
    }
    return folder;
}

} // namespace

Result<FileWatch> FileWatch::start()
{
    UniqueFd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    return fd ? Result<FileWatch>(FileWatch(std::move(fd))) : fail(errno_error("cannot watch files", {}));
}

void FileWatch::add(const fs::path& folder, const std::string& name)
{
    auto watched = name;
    const auto there = nearest_folder(folder, watched);
    const int id = ::inotify_add_watch(fd_.get(), there.c_str(), any_change);
    if (id >= 0) {
        places_.push_back({id, watched});
    }
}

void FileWatch::watch(const std::vector<fs::path>& files)
{
    const auto before = std::exchange(places_, {});
    for (const auto& file : files) {
        auto path = file;
        for (int links = 0; links < most_links; ++links) {
            add(path.parent_path(), path.filename().string());
            std::error_code error;
            const auto target = fs::read_symlink(path, error);
            if (error) {
                break;
            }
            path = (target.is_absolute() ? target : path.parent_path() / target).lexically_normal();
        }
    }
    for (const auto& old : before) {
        if (std::none_of(places_.begin(), places_.end(), [&](const Place& place) { return place.id == old.id; })) {
            ::inotify_rm_watch(fd_.get(), old.id);
        }
    }
}

bool FileWatch::changed()
{
    bool seen = false;
    alignas(inotify_event) std::array<char, 16384> buffer{};
    while (true) {
        const auto got = ::read(fd_.get(), buffer.data(), buffer.size());
        if (got <= 0) {
            return seen;
        }
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const std::string_view name = event.len > 0 ? buffer.data() + at + sizeof event : "";
            at += sizeof event + event.len;
            const auto id = event.wd;
            constexpr std::uint32_t about_all = IN_Q_OVERFLOW | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF;
            seen = seen || (event.mask & about_all) != 0 ||
                   std::any_of(places_.begin(), places_.end(),
                               [id, name](const Place& place) { return place.id == id && place.name == name; });
        }
    }
}

} // namespace gpseal::agent
