#include "service/run_lock.hpp"

#include "service/errno_error.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

namespace gpseal::agent {

Result<RunLock> RunLock::acquire(const RootedPaths& paths, std::chrono::milliseconds patience, std::string_view name)
{
    if (auto made = make_folder(paths.run(), 0755); !made) {
        return fail(made.error());
    }
    const auto path = paths.run() / name;
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd) {
        return fail(errno_error("cannot open", path));
    }
    const auto end = std::chrono::steady_clock::now() + patience;
    while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return fail(errno_error("cannot lock", path));
        }
        if (std::chrono::steady_clock::now() >= end) {
            return fail(Errc::busy, "another gpseal run holds the lock", path);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return RunLock(std::move(fd));
}

} // namespace gpseal::agent
