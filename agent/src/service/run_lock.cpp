#include "service/run_lock.hpp"

#include "service/errno_error.hpp"
#include "service/run_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <thread>

namespace gpseal::agent {

namespace {

/// Whether the name still means the file that is open.
bool is_at(int fd, const std::filesystem::path& path)
{
    struct stat open {};
    struct stat named {};
    return ::fstat(fd, &open) == 0 && ::lstat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
           open.st_ino == named.st_ino;
}

/// Errc::busy: somebody else has it.
Result<UniqueFd> try_lock(const std::filesystem::path& path)
{
    while (true) {
        UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!fd) {
            return fail(errno_error("cannot open", path));
        }
        while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK) {
                return fail(Errc::busy, "another gpseal run holds the lock", path);
            }
            if (errno != EINTR) {
                return fail(errno_error("cannot lock", path));
            }
        }
        if (is_at(fd.get(), path)) {
            return fd; // else it was taken away between the two, and whoever comes next locks another file
        }
    }
}

} // namespace

Result<RunLock> RunLock::acquire(const RootedPaths& paths, std::chrono::milliseconds patience, std::string_view name)
{
    if (auto made = make_run_folder(paths.run()); !made) {
        return fail(made.error());
    }
    const auto path = paths.run() / name;
    const auto end = std::chrono::steady_clock::now() + patience;
    while (true) {
        auto fd = try_lock(path);
        if (fd) {
            return RunLock(*std::move(fd), path);
        }
        if (fd.error().code != Errc::busy || std::chrono::steady_clock::now() >= end) {
            return fail(fd.error());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

Result<bool> RunLock::keep_place()
{
    if (is_at(fd_.get(), path_)) {
        return false;
    }
    if (auto made = make_run_folder(path_.parent_path()); !made) {
        return fail(made.error());
    }
    auto fd = try_lock(path_);
    if (!fd) {
        return fail(fd.error());
    }
    fd_ = *std::move(fd);
    return true;
}

} // namespace gpseal::agent
