#include "service/folder_lock.hpp"

#include "service/errno_error.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

namespace gpseal::agent {

Result<FolderLock> FolderLock::acquire(const std::filesystem::path& folder, std::chrono::milliseconds patience)
{
    UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) {
        return fail(errno_error("cannot open the folder", folder));
    }
    const auto end = std::chrono::steady_clock::now() + patience;
    while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return fail(errno_error("cannot lock the folder", folder));
        }
        if (std::chrono::steady_clock::now() >= end) {
            return fail(Errc::busy, "another gpseal is editing a file in this folder", folder);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return FolderLock(std::move(fd));
}

} // namespace gpseal::agent
