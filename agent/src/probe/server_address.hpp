#pragma once

#include "probe/tcp_flows.hpp"

#include <gpseal/base/result.hpp>

#include <sys/socket.h>

#include <chrono>
#include <string>
#include <vector>

namespace gpseal::agent {

struct ServerAddress {
    IpAddress ip{};
    sockaddr_storage socket{};
    socklen_t size = 0;
};

/// All TCP addresses of a name or a numeric address, each once. Waits as long as the system's resolver does.
[[nodiscard]] Result<std::vector<ServerAddress>> resolve_server(const std::string& name, std::uint16_t port);

/// As getaddrinfo takes it back without asking anybody.
[[nodiscard]] std::string numeric_address(const ServerAddress& address);

/// Opens a TCP connection to one of them, in order, and closes it without a word: the one that answered. Errc::timeout
/// when nobody answered in time.
[[nodiscard]] Result<ServerAddress> try_connect(const std::vector<ServerAddress>& addresses,
                                                std::chrono::milliseconds deadline);

} // namespace gpseal::agent
