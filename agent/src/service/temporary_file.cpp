#include "service/temporary_file.hpp"

#include "service/errno_error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

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

} // namespace

TemporaryFile::~TemporaryFile()
{
    if (!renamed_) {
        ::unlink(path_.c_str());
    }
}

fs::path temporary_beside(const fs::path& target)
{
    return target.parent_path() / ("." + target.filename().string() + ".gpseal-new");
}

Error lost_race(const fs::path& target)
{
    return {Errc::conflict, "was changed by someone else meanwhile, nothing was written", target};
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

Result<void> take_out(const fs::path& path, const FileIdentity& expected)
{
    const auto aside = temporary_beside(path);
    ::unlink(aside.c_str()); // left by a run that was killed
    if (::renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, aside.c_str(), RENAME_NOREPLACE) != 0) {
        if (errno == ENOENT) {
            return fail(lost_race(path));
        }
        if (!is_unsupported(errno)) {
            return fail(errno_error("cannot remove", path));
        }
        return ::unlink(path.c_str()) == 0 ? Result<void>() : fail(errno_error("cannot remove", path));
    }
    struct stat moved {};
    if (::lstat(aside.c_str(), &moved) == 0 && is_same_but_moved(expected, identity_of(moved))) {
        return ::unlink(aside.c_str()) == 0 ? Result<void>() : fail(errno_error("cannot remove", aside));
    }
    if (::renameat2(AT_FDCWD, aside.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
        return fail(errno_error("was changed by someone else meanwhile; that edit could not be put back and is in " +
                                    aside.string(),
                                path));
    }
    return fail(lost_race(path));
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

} // namespace gpseal::agent
