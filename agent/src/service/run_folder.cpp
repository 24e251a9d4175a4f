#include "service/run_folder.hpp"

#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/agent/file_system.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gpseal::agent {

Result<void> make_run_folder(const std::filesystem::path& path)
{
    constexpr mode_t open_to_all = 0755;
    constexpr mode_t all_bits = 07777;
    if (auto made = make_folder(path, open_to_all); !made) {
        return made;
    }
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat info {};
    if (!fd || ::fstat(fd.get(), &info) != 0 || info.st_uid != ::geteuid() ||
        (info.st_mode & all_bits) == open_to_all) {
        return {}; // another's, or a link: what is wrong with it shows when it is used
    }
    return ::fchmod(fd.get(), open_to_all) == 0 ? Result<void>() : fail(errno_error("cannot set the mode", path));
}

} // namespace gpseal::agent
