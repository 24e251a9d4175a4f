#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace gpseal::agent {

/// An IPv6 address, or an IPv4 one in its mapped form (RFC 4291 2.5.5.2).
using IpAddress = std::array<std::uint8_t, 16>;

struct IpPacket {
    IpAddress source{};
    IpAddress destination{};
    std::span<const std::byte> payload;
    bool readable = false; ///< a whole TCP segment; false: a fragment or an extension header hides it
};

/// Reads an IPv4 or IPv6 packet from its IP header on; nullopt when it carries no TCP.
[[nodiscard]] std::optional<IpPacket> read_ip_packet(std::span<const std::byte> packet);

} // namespace gpseal::agent
