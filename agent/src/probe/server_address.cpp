#include "probe/server_address.hpp"

#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace gpseal::agent {

namespace {

using Clock = std::chrono::steady_clock;

IpAddress ip_of(const addrinfo& info)
{
    IpAddress ip{};
    if (info.ai_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, info.ai_addr, sizeof v4);
        ip[10] = ip[11] = 0xff;
        std::memcpy(&ip[12], &v4.sin_addr, 4);
    } else {
        sockaddr_in6 v6{};
        std::memcpy(&v6, info.ai_addr, sizeof v6);
        std::memcpy(ip.data(), &v6.sin6_addr, ip.size());
    }
    return ip;
}

const sockaddr* generic(const ServerAddress& address)
{
    const void* socket = &address.socket;
    return static_cast<const sockaddr*>(socket);
}

/// 0, or the errno of the failure.
int connect_one(const ServerAddress& address, Clock::time_point end)
{
    const UniqueFd fd(::socket(address.socket.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) {
        return errno;
    }
    if (::connect(fd.get(), generic(address), address.size) == 0) {
        return 0;
    }
    if (errno != EINPROGRESS) {
        return errno;
    }
    pollfd wait{fd.get(), POLLOUT, 0};
    int ready = 0;
    do {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        ready = ::poll(&wait, 1, static_cast<int>(std::max<long long>(left, 0)));
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) {
        return ready == 0 ? ETIMEDOUT : errno;
    }
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

} // namespace

Result<std::vector<ServerAddress>> resolve_server(const std::string& name, std::uint16_t port)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* list = nullptr;
    if (const auto code = ::getaddrinfo(name.c_str(), std::to_string(port).c_str(), &hints, &list); code != 0) {
        return fail(code == EAI_AGAIN ? Errc::timeout : Errc::not_found,
                    std::string("the name does not resolve: ") + ::gai_strerror(code), name);
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, ::freeaddrinfo);
    std::vector<ServerAddress> found;
    for (const auto* info = list; info != nullptr; info = info->ai_next) {
        if (info->ai_family != AF_INET && info->ai_family != AF_INET6) {
            continue;
        }
        ServerAddress address{.ip = ip_of(*info), .size = info->ai_addrlen};
        std::memcpy(&address.socket, info->ai_addr, info->ai_addrlen);
        const auto same = [&](const ServerAddress& other) { return other.ip == address.ip; };
        if (std::none_of(found.begin(), found.end(), same)) {
            found.push_back(address);
        }
    }
    if (found.empty()) {
        return fail(Errc::not_found, "the name has no address", name);
    }
    return found;
}

std::string numeric_address(const ServerAddress& address)
{
    std::array<char, NI_MAXHOST> text{};
    return ::getnameinfo(generic(address), address.size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0
               ? text.data()
               : "";
}

Result<ServerAddress> try_connect(const std::vector<ServerAddress>& addresses, std::chrono::milliseconds deadline)
{
    int error = EDESTADDRREQ;
    const auto share = deadline / static_cast<int>(std::max<std::size_t>(addresses.size(), 1));
    for (const auto& address : addresses) {
        error = connect_one(address, Clock::now() + share);
        if (error == 0) {
            return address;
        }
    }
    if (error == ETIMEDOUT) {
        return fail(Errc::timeout, "nobody answered within " + std::to_string(deadline.count()) + " ms");
    }
    return fail(errno_error(error, "cannot connect", {}));
}

} // namespace gpseal::agent
