#include "service/errno_error.hpp"
#include "service/symlink_walk.hpp"
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
#include <iterator>
#include <span>

namespace gpseal::agent {

namespace fs = std::filesystem;

namespace {

std::int64_t nanoseconds(const timespec& time)
{
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileIdentity identity_of(const struct stat& info)
{
    return {info.st_dev, info.st_ino, info.st_size, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

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

/// Owner first, mode after it (chown clears set-id bits), then ACLs and labels, which live in xattrs.
Result<void> copy_attributes(int from, const struct stat& info, int to, const std::string& where)
{
    if (::fchown(to, info.st_uid, info.st_gid) != 0) {
        return fail(errno_error("cannot keep the owner", where));
    }
    if (::fchmod(to, info.st_mode & 07777U) != 0) {
        return fail(errno_error("cannot keep the mode", where));
    }
    const auto size = ::flistxattr(from, nullptr, 0);
    if (size <= 0) {
        return {}; // none, or a file system without them
    }
    std::string names(static_cast<std::size_t>(size), '\0');
    const auto listed = ::flistxattr(from, names.data(), names.size());
    names.resize(listed > 0 ? static_cast<std::size_t>(listed) : 0);
    for (std::size_t at = 0; at < names.size(); at += std::strlen(&names[at]) + 1) {
        const char* const name = &names[at];
        std::array<char, 65536> value{}; // XATTR_SIZE_MAX
        const auto length = ::fgetxattr(from, name, value.data(), value.size());
        if (length < 0 || ::fsetxattr(to, name, value.data(), static_cast<std::size_t>(length), 0) != 0) {
            return fail(errno_error(std::string("cannot keep the attribute ") + name, where));
        }
    }
    return {};
}

fs::path temporary_beside(const fs::path& target)
{
    return target.parent_path() / ("." + target.filename().string() + ".gpseal-new");
}

/// Removes the temporary file unless the rename consumed it.
class TemporaryFile {
public:
    explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile()
    {
        if (!renamed_) {
            ::unlink(path_.c_str());
        }
    }
    [[nodiscard]] const fs::path& path() const { return path_; }
    void consumed() { renamed_ = true; }

private:
    fs::path path_;
    bool renamed_ = false;
};

/// rename() changes the ctime, so a file that was moved is compared without it.
bool is_same_but_moved(const FileIdentity& one, FileIdentity other)
{
    other.ctime_ns = one.ctime_ns;
    return one == other;
}

bool is_unsupported(int error)
{
    return error == EINVAL || error == ENOSYS;
}

Error lost_race(const fs::path& target)
{
    return {Errc::conflict, "was changed by someone else meanwhile, nothing was written", target};
}

Result<void> check_expected(const fs::path& target, const ReplaceOptions& options)
{
    if (!options.expected) {
        return {};
    }
    const auto now = identify(target);
    if (!now) {
        return fail(now.error());
    }
    if (*now != *options.expected) {
        return fail(lost_race(target));
    }
    return {};
}

Result<void> plain_rename(TemporaryFile& temporary, const fs::path& target)
{
    if (::rename(temporary.path().c_str(), target.c_str()) != 0) {
        return fail(errno_error("cannot replace", target));
    }
    temporary.consumed();
    return {};
}

Result<void> put_where_none_is(TemporaryFile& temporary, const fs::path& target)
{
    if (::renameat2(AT_FDCWD, temporary.path().c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) {
        temporary.consumed();
        return {};
    }
    if (errno == EEXIST) {
        return fail(lost_race(target));
    }
    return is_unsupported(errno) ? plain_rename(temporary, target) : fail(errno_error("cannot replace", target));
}

/// Swaps first and compares then, so that no edit fits in between: what was displaced is the file that was expected,
/// or goes back.
Result<void> swap_with(TemporaryFile& temporary, const fs::path& target, const FileIdentity& expected)
{
    const auto& name = temporary.path();
    if (::renameat2(AT_FDCWD, name.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) != 0) {
        if (errno == ENOENT) {
            return fail(lost_race(target));
        }
        return is_unsupported(errno) ? plain_rename(temporary, target) : fail(errno_error("cannot replace", target));
    }
    struct stat displaced {};
    if (::lstat(name.c_str(), &displaced) == 0 && is_same_but_moved(expected, identity_of(displaced))) {
        return {}; // the old file goes with the temporary name
    }
    if (::renameat2(AT_FDCWD, name.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) != 0 &&
        ::rename(name.c_str(), target.c_str()) != 0) {
        temporary.consumed(); // it is somebody's edit now
        return fail(errno_error("was changed by someone else meanwhile; that edit could not be put back and is in " +
                                    name.string(),
                                target));
    }
    return fail(lost_race(target));
}

Result<void> put_in_place(TemporaryFile& temporary, const fs::path& target, const ReplaceOptions& options)
{
    if (auto same = check_expected(target, options); !same) {
        return same;
    }
    if (!options.expected) {
        return plain_rename(temporary, target);
    }
    const auto& expected = *options.expected;
    return expected ? swap_with(temporary, target, *expected) : put_where_none_is(temporary, target);
}

} // namespace

Result<std::string> read_text(const fs::path& path, std::size_t limit)
{
    // O_NONBLOCK: opening a FIFO that someone planted must not hang
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) {
        return fail(errno_error("cannot open", path));
    }
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) {
        return fail(errno_error("cannot look at", path));
    }
    if (!S_ISREG(info.st_mode)) {
        return fail(Errc::malformed, "is not a regular file", path);
    }
    if (static_cast<std::uint64_t>(info.st_size) > limit) {
        return fail(Errc::limit_exceeded,
                    "has " + std::to_string(info.st_size) + " bytes, more than the limit of " + std::to_string(limit),
                    path);
    }
    // One byte more than it should have: a file that grows while it is read is noticed.
    std::string content(static_cast<std::size_t>(info.st_size) + 1, '\0');
    std::size_t filled = 0;
    while (filled < content.size()) {
        const auto got = ::read(fd.get(), content.data() + filled, content.size() - filled);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return fail(errno_error("cannot read", path));
        }
        if (got == 0) {
            break;
        }
        filled += static_cast<std::size_t>(got);
    }
    if (filled != static_cast<std::size_t>(info.st_size)) {
        return fail(Errc::io, "changed its size while it was read", path);
    }
    content.resize(filled);
    return content;
}

Result<std::vector<std::byte>> read_file(const fs::path& path, std::size_t limit)
{
    const auto text = read_text(path, limit);
    if (!text) {
        return fail(text.error());
    }
    const auto bytes = std::as_bytes(std::span(*text));
    return std::vector<std::byte>(bytes.begin(), bytes.end());
}

Result<std::optional<FileIdentity>> identify(const fs::path& path)
{
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        if (errno == ENOENT) {
            return std::optional<FileIdentity>{};
        }
        return fail(errno_error("cannot look at", path));
    }
    return std::optional(identity_of(info));
}

Result<void> replace_file(const fs::path& path, std::string_view content, const ReplaceOptions& options)
{
    const auto target = resolve_symlink(path);
    if (!target) {
        return fail(target.error());
    }
    TemporaryFile temporary(temporary_beside(*target));
    ::unlink(temporary.path().c_str()); // left by a run that was killed
    const UniqueFd fd(::open(temporary.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd) {
        return fail(errno_error("cannot create", temporary.path()));
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
        if (auto kept = copy_attributes(old.get(), info, fd.get(), *target); !kept) {
            return kept;
        }
    } else if (errno != ENOENT) {
        return fail(errno_error("cannot open", *target));
    } else if (::fchmod(fd.get(), options.mode) != 0) {
        return fail(errno_error("cannot set the mode", temporary.path()));
    }
    if (auto written = write_all(fd.get(), content, temporary.path()); !written) {
        return written;
    }
    if (::fsync(fd.get()) != 0) {
        return fail(errno_error("cannot sync", temporary.path()));
    }
    if (auto placed = put_in_place(temporary, *target, options); !placed) {
        return placed;
    }
    return sync_folder(target->parent_path());
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

namespace {

/// mkdir with exactly this mode, whatever the umask; false: something has that name already.
Result<bool> make_one_folder(const fs::path& path, mode_t mode)
{
    if (::mkdir(path.c_str(), mode) != 0) {
        return errno == EEXIST ? Result<bool>(false) : fail(errno_error("cannot make the folder", path));
    }
    if (::fchmodat(AT_FDCWD, path.c_str(), mode, AT_SYMLINK_NOFOLLOW) != 0) {
        return fail(errno_error("cannot set the mode", path));
    }
    return true;
}

} // namespace

Result<void> make_folder(const fs::path& path, mode_t mode)
{
    if (path.empty()) {
        return {};
    }
    auto made = make_one_folder(path, mode);
    if (!made && made.error().code == Errc::not_found && path.has_parent_path() && path.parent_path() != path) {
        if (auto parent = make_folder(path.parent_path(), 0755); !parent) {
            return parent;
        }
        made = make_one_folder(path, mode);
    }
    if (!made) {
        return fail(made.error());
    }
    std::error_code error;
    if (!*made && !fs::is_directory(path, error)) {
        return fail(Errc::refused, "is not a folder", path);
    }
    return {};
}

} // namespace gpseal::agent
