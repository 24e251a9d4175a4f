#include "service/errno_error.hpp"
#include "service/symlink_walk.hpp"
#include "service/temporary_file.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/agent/file_system.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

// Replacing and removing a file so that nothing is ever half done, and nobody's edit is lost.

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

Result<void> write_all(int fd, std::string_view content, const std::string& where)
{
    while (!content.empty()) {
        const auto written = ::write(fd, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return fail(errno_error("cannot write", where));
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> sync_folder(const fs::path& folder)
{
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0) {
        return fail(errno_error("cannot sync the folder", folder));
    }
    return {};
}

/// Mode, then ACLs and labels, which live in xattrs, and the owner last: what is another's could not be changed any
/// more without CAP_FOWNER. What has the right owner is not given away: no unit but gpseal-apply's may do that.
Result<void> copy_attributes(int from, const struct stat& info, int to, const std::string& where)
{
    if (::fchmod(to, info.st_mode & 07777U) != 0) {
        return fail(errno_error("cannot keep the mode", where));
    }
    const auto size = ::flistxattr(from, nullptr, 0); // 0 or less: none, or a file system without them
    std::string names(static_cast<std::size_t>(std::max<ssize_t>(size, 0)), '\0');
    const auto listed = names.empty() ? 0 : ::flistxattr(from, names.data(), names.size());
    names.resize(listed > 0 ? static_cast<std::size_t>(listed) : 0);
    for (std::size_t at = 0; at < names.size(); at += std::strlen(&names[at]) + 1) {
        const char* const name = &names[at];
        std::array<char, 65536> value{}; // XATTR_SIZE_MAX
        const auto length = ::fgetxattr(from, name, value.data(), value.size());
        if (length < 0 || ::fsetxattr(to, name, value.data(), static_cast<std::size_t>(length), 0) != 0) {
            return fail(errno_error(std::string("cannot keep the attribute ") + name, where));
        }
    }
    struct stat made {};
    if (::fstat(to, &made) != 0) {
        return fail(errno_error("cannot look at", where));
    }
    const bool same_owner = made.st_uid == info.st_uid && made.st_gid == info.st_gid;
    if (!same_owner && ::fchown(to, info.st_uid, info.st_gid) != 0) {
        return fail(errno_error("cannot keep the owner", where));
    }
    return {};
}

} // namespace

StagedFile::StagedFile(std::unique_ptr<TemporaryFile> temporary, fs::path target, ReplaceOptions options)
    : temporary_(std::move(temporary)), target_(std::move(target)), options_(std::move(options))
{
}

StagedFile::StagedFile(StagedFile&&) noexcept = default;
StagedFile& StagedFile::operator=(StagedFile&&) noexcept = default;
StagedFile::~StagedFile() = default;

Result<StagedFile> StagedFile::write(const fs::path& path, std::string_view content, const ReplaceOptions& options)
{
    const auto target = resolve_symlink(path);
    if (!target) {
        return fail(target.error());
    }
    auto temporary = std::make_unique<TemporaryFile>(temporary_beside(*target));
    ::unlink(temporary->path().c_str()); // left by a run that was killed
    const UniqueFd fd(::open(temporary->path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd) {
        return fail(errno_error("cannot make a file in its folder", path));
    }
    const UniqueFd old(::open(target->c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (old) {
        struct stat info {};
        if (::fstat(old.get(), &info) != 0) {
            return fail(errno_error("cannot look at", *target));
        }
        if (!S_ISREG(info.st_mode)) {
            return fail(Errc::refused, "is not a regular file", *target);
        }
        if (info.st_nlink > 1) {
            return fail(Errc::refused, "has more than one hard link; replacing it would part them", *target);
        }
        if (options.refuse_foreign && (!is_trusted_owner(info.st_uid) || (info.st_mode & (S_IWGRP | S_IWOTH)) != 0)) {
            return fail(Errc::refused, "is there already, and others than root and this user could change it", *target);
        }
        if (auto kept = copy_attributes(old.get(), info, fd.get(), path); !kept) {
            return fail(kept.error());
        }
    } else if (errno != ENOENT) {
        return fail(errno_error("cannot open", *target));
    } else if (::fchmod(fd.get(), options.mode) != 0) {
        return fail(errno_error("cannot set the mode", path));
    }
    if (auto written = write_all(fd.get(), content, path); !written) {
        return fail(written.error());
    }
    if (::fsync(fd.get()) != 0) {
        return fail(errno_error("cannot sync", path));
    }
    return StagedFile(std::move(temporary), *target, options);
}

Result<void> StagedFile::place()
{
    if (auto placed = put_in_place(*temporary_, target_, options_); !placed) {
        return placed;
    }
    return sync_folder(target_.parent_path());
}

Result<void> replace_file(const fs::path& path, std::string_view content, const ReplaceOptions& options)
{
    auto staged = StagedFile::write(path, content, options);
    return staged ? staged->place() : fail(staged.error());
}

Result<void> discard_temporary(const fs::path& path)
{
    const auto target = resolve_symlink(path);
    if (!target) {
        return {}; // replace_file() refuses such a path before it writes
    }
    struct stat info {};
    const auto temporary = temporary_beside(*target);
    if (::lstat(temporary.c_str(), &info) != 0) {
        return {}; // the usual case; also spares a read-only file system the write
    }
    if (::unlink(temporary.c_str()) != 0) {
        return fail(errno_error("cannot remove", temporary));
    }
    return {};
}

Result<void> remove_file(const fs::path& path)
{
    if (::unlink(path.c_str()) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return {};
        }
        return fail(errno_error("cannot remove", path));
    }
    return sync_folder(path.parent_path());
}

Result<void> remove_expected(const fs::path& path, const FileIdentity& expected)
{
    const auto now = identify(path);
    if (!now) {
        return fail(now.error());
    }
    if (*now != expected) {
        return fail(lost_race(path));
    }
    if (auto taken = take_out(path, expected); !taken) {
        return taken;
    }
    return sync_folder(path.parent_path());
}

} // namespace gpseal::agent
