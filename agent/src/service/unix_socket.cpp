#include "service/unix_socket.hpp"

#include "service/errno_error.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace gpseal::agent {

Result<UniqueFd> connect_to_socket(const std::filesystem::path& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto name = path.string();
    if (name.size() >= sizeof address.sun_path) {
        return fail(Errc::not_found, "is too long for a socket's name", name);
    }
    std::copy(name.begin(), name.end(), std::begin(address.sun_path));
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd ||
        ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) { // NOLINT: its signature
        const bool nobody = errno == ENOENT || errno == ECONNREFUSED;
        return nobody ? fail(Errc::not_found, "no service listens", name)
                      : fail(errno_error("cannot connect to", name));
    }
    return fd;
}

} // namespace gpseal::agent
