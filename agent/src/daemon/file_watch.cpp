#include "daemon/watches.hpp"
#include "service/errno_error.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <system_error>
#include <utility>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t in_folder = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB |
                                    IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
/// A folder does not tell of a write by another of the file's names, and IN_MODIFY of one would tell of all its files.
constexpr std::uint32_t of_file = IN_MODIFY | IN_CLOSE_WRITE | IN_DONT_FOLLOW;
constexpr std::uint32_t about_all = IN_Q_OVERFLOW | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr int most_links = 8;

fs::path without_first(const fs::path& path)
{
    fs::path rest;
    for (auto it = std::next(path.begin()); it != path.end(); ++it) {
        rest /= *it;
    }
    return rest;
}

std::optional<FileIdentity> look_at(const fs::path& file)
{
    return identify(file).value_or(std::nullopt); // what cannot be looked at is not there for us
}

} // namespace

FileWatch FileWatch::start()
{
    FileWatch watch(UniqueFd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)));
    if (!watch.fd_) {
        watch.blind_ = watch.unusable_ = errno_error("cannot watch files", {});
    }
    return watch;
}

void FileWatch::add(const fs::path& place, std::string name)
{
    const int id = ::inotify_add_watch(fd_.get(), place.c_str(), name.empty() ? of_file : in_folder);
    if (id >= 0) {
        places_.push_back({id, std::move(name)});
    } else if (errno != ENOENT && errno != ENOTDIR && !blind_) { // what went meanwhile, the folder above tells
        blind_ = errno_error("cannot watch", place);
    }
}

/// Name by name, as the kernel finds the file: whatever of that can become another way to it is watched.
void FileWatch::follow(const fs::path& file)
{
    fs::path done = "/";
    auto rest = fs::absolute(file).relative_path();
    for (int links = 0; !rest.empty();) {
        const auto name = *rest.begin();
        rest = without_first(rest);
        if (name == "..") {
            done = done.parent_path();
            continue;
        }
        if (name == "." || name.empty()) {
            continue;
        }
        const auto here = done / name;
        std::error_code error;
        const auto type = fs::symlink_status(here, error).type();
        if (type == fs::file_type::directory && !rest.empty()) {
            done = here;
            continue;
        }
        add(done, name.string());
        if (type != fs::file_type::symlink || ++links > most_links) {
            if (type == fs::file_type::regular) {
                add(here, {});
            }
            return;
        }
        const auto target = fs::read_symlink(here, error);
        if (error) {
            return;
        }
        done = target.is_absolute() ? fs::path("/") : done;
        rest = rest.empty() ? target.relative_path() : target.relative_path() / rest;
    }
}

void FileWatch::watch(const std::vector<fs::path>& files)
{
    const auto before = std::exchange(places_, {});
    const auto known = std::exchange(known_, {});
    blind_ = unusable_;
    for (const auto& file : files) {
        const auto old = std::find_if(known.begin(), known.end(), [&](const Known& one) { return one.file == file; });
        known_.push_back({file, old != known.end() ? old->as : look_at(file)});
        if (!unusable_) {
            follow(file);
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
    const auto events = take_events();
    const bool different = looks_different();
    half_written_ = events.write && !events.change;
    return events.change || events.write || different;
}

bool FileWatch::looks_different()
{
    bool different = false;
    for (auto& known : known_) {
        const auto now = look_at(known.file);
        different = different || now != known.as;
        known.as = now;
    }
    return different;
}

FileWatch::Events FileWatch::take_events()
{
    Events seen;
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
            const bool ours = std::any_of(places_.begin(), places_.end(), [id, name](const Place& place) {
                return place.id == id && place.name == name;
            });
            seen.write = seen.write || (ours && (event.mask & IN_MODIFY) != 0);
            seen.change = seen.change || (event.mask & about_all) != 0 || (ours && (event.mask & IN_MODIFY) == 0);
        }
    }
}

} // namespace gpseal::agent
