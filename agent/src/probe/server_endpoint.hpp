#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

inline constexpr std::uint16_t smb_port = 445;

/// A server to ask.
struct ServerEndpoint {
    std::string name; ///< as whoever named it calls it
    std::uint16_t port = smb_port;
    std::string address; ///< where it is known to be reached; empty: where the name leads

    bool operator==(const ServerEndpoint&) const = default;
};

/// "server", "server:port", "[v6]", "[v6]:port" and "v6", the port left out when it is 445.
[[nodiscard]] std::string to_string(const ServerEndpoint& server);

/// Reads the same forms. A server is a DNS name, a NetBIOS name or an address. Errc::usage.
[[nodiscard]] Result<ServerEndpoint> parse_server(std::string_view text);

/// Whether it is of the form "address/prefix".
[[nodiscard]] bool is_network(std::string_view text);

/// The addresses of "192.0.2.0/24" or "2001:db8::/120", without an IPv4 network's own and its broadcast address.
/// Errc::usage for what is no network; Errc::limit_exceeded for more than `max_network` addresses.
[[nodiscard]] Result<std::vector<ServerEndpoint>> servers_of_network(std::string_view text);

inline constexpr std::size_t max_network = 65536;

} // namespace gpseal::agent
