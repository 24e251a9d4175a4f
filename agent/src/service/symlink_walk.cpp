#include "service/symlink_walk.hpp"

#include "service/errno_error.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>

namespace gpseal::agent {

namespace fs = std::filesystem;

bool is_trusted_owner(uid_t owner)
{
    return owner == 0 || owner == ::geteuid();
}

namespace {

constexpr int max_links = 8;

/// Whether only root and this user can change what a name in this folder means.
Result<void> check_folder_of_link(const fs::path& folder)
{
    struct stat info {};
    if (::stat(folder.c_str(), &info) != 0) {
        return fail(errno_error("cannot look at", folder));
    }
    const bool others_write = (info.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (info.st_mode & S_ISVTX) == 0;
    if (others_write || !is_trusted_owner(info.st_uid)) {
        return fail(Errc::refused,
                    "is a folder on the way of a symlink, and others than root and this user can write it", folder);
    }
    return {};
}

/// Takes the one link at `path`, whose folder has no links in its name; nullopt: it is none.
Result<std::optional<fs::path>> follow_link(const fs::path& path, const struct stat& info)
{
    if (!S_ISLNK(info.st_mode)) {
        return std::optional<fs::path>{};
    }
    if (!is_trusted_owner(info.st_uid)) {
        return fail(Errc::refused, "is a symlink that neither root nor this user owns", path);
    }
    if (auto checked = check_folder_of_link(path.parent_path()); !checked) {
        return fail(checked.error());
    }
    std::error_code error;
    auto target = fs::read_symlink(path, error);
    if (error) {
        return fail(errno_error(error.value(), "cannot read the symlink", path));
    }
    return std::optional(std::move(target));
}

} // namespace

Result<fs::path> resolve_symlink(const fs::path& path)
{
    std::error_code error;
    const auto start = fs::absolute(path, error);
    if (error) {
        return fail(errno_error(error.value(), "cannot resolve", path));
    }
    fs::path done = "/";
    auto rest = start.relative_path();
    bool is_file_link = false;
    for (int links = 0; !rest.empty();) {
        const auto name = *rest.begin();
        fs::path after;
        for (auto it = std::next(rest.begin()); it != rest.end(); ++it) {
            after /= *it;
        }
        rest = std::move(after);
        if (name == "." || name.empty()) {
            continue;
        }
        if (name == "..") {
            done = done.parent_path();
            continue;
        }
        if (is_file_link) {
            if (auto checked = check_folder_of_link(done); !checked) {
                return fail(checked.error());
            }
        }
        struct stat info {};
        const auto here = done / name;
        if (::lstat(here.c_str(), &info) != 0) {
            if (errno != ENOENT) {
                return fail(errno_error("cannot look at", here));
            }
            return is_file_link   ? Result<fs::path>(fail(Errc::refused, "is a symlink to nothing", path))
                   : rest.empty() ? here
                                  : here / rest;
        }
        const auto target = follow_link(here, info);
        if (!target) {
            return fail(target.error());
        }
        if (!*target) {
            done = here;
            continue;
        }
        if (++links > max_links) {
            return fail(Errc::refused, "is a chain of too many symlinks", path);
        }
        is_file_link = is_file_link || rest.empty();
        done = (*target)->is_absolute() ? fs::path("/") : done;
        rest = rest.empty() ? (*target)->relative_path() : (*target)->relative_path() / rest;
    }
    return done;
}

} // namespace gpseal::agent
