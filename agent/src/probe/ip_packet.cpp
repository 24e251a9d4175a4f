#include "probe/ip_packet.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <algorithm>

namespace gpseal::agent {

namespace {

constexpr std::uint8_t protocol_tcp = 6;

void copy_address(std::span<const std::byte> from, IpAddress& to)
{
    std::transform(from.begin(), from.end(), to.end() - static_cast<std::ptrdiff_t>(from.size()),
                   [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    if (from.size() == 4) {
        to[10] = to[11] = 0xff;
    }
}

/// What is left of `packet` behind a header, by the header's own length; a length of 0 is a segment larger than the
/// field can say ("BIG TCP").
std::span<const std::byte> body(std::span<const std::byte> packet, std::size_t header, std::size_t length)
{
    const auto end = length == 0 ? packet.size() : std::min(length, packet.size());
    return end < header ? std::span<const std::byte>{} : packet.subspan(header, end - header);
}

bool read_ipv4(std::span<const std::byte> packet, IpPacket& result)
{
    ByteReader in(packet);
    const std::size_t header = (in.u8() & 0x0fU) * 4U;
    in.skip(1);
    const std::size_t length = in.u16be();
    in.skip(2);
    const auto fragment = in.u16be();
    in.skip(1);
    const auto protocol = in.u8();
    in.skip(2);
    copy_address(in.take(4), result.source);
    copy_address(in.take(4), result.destination);
    if (in.failed() || protocol != protocol_tcp || header < 20) {
        return false;
    }
    result.readable = (fragment & 0x3fffU) == 0;
    result.payload = body(packet, header, length);
    return true;
}

bool read_ipv6(std::span<const std::byte> packet, IpPacket& result)
{
    constexpr std::size_t header = 40;
    constexpr std::array<std::uint8_t, 4> extensions = {0, 43, 44, 60}; // RFC 8200 4
    ByteReader in(packet);
    in.skip(4);
    const std::size_t length = in.u16be();
    const auto next = in.u8();
    in.skip(1);
    copy_address(in.take(16), result.source);
    copy_address(in.take(16), result.destination);
    const bool extended = std::find(extensions.begin(), extensions.end(), next) != extensions.end();
    if (in.failed() || (next != protocol_tcp && !extended)) {
        return false;
    }
    result.readable = !extended;
    result.payload = body(packet, header, length == 0 ? 0 : header + length);
    return true;
}

} // namespace

std::optional<IpPacket> read_ip_packet(std::span<const std::byte> packet)
{
    IpPacket ip;
    const auto version = ByteReader(packet).u8() >> 4U;
    const bool tcp = version == 4 ? read_ipv4(packet, ip) : version == 6 && read_ipv6(packet, ip);
    return tcp ? std::optional(ip) : std::nullopt;
}

} // namespace gpseal::agent
