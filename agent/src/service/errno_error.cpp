#include "service/errno_error.hpp"

#include <cerrno>
#include <cstring>

namespace gpseal::agent {

Error errno_error(int number, std::string_view what, std::string where)
{
    Errc code = Errc::io;
    switch (number) {
    case EACCES:
    case EPERM:
        code = Errc::permission;
        break;
    case ENOENT:
    case ENOTDIR:
        code = Errc::not_found;
        break;
    default:
        break;
    }
    return {code, std::string(what) + ": " + std::strerror(number), std::move(where)}; // NOLINT(concurrency-mt-unsafe)
}

Error errno_error(std::string_view what, std::string where)
{
    return errno_error(errno, what, std::move(where));
}

} // namespace gpseal::agent
