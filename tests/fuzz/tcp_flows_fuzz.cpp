// Input: records of length (2 bytes, little-endian) and that many bytes, an IP packet each; the server is 127.0.77.1
// to .10, port 445. Oracle: a packet that comes twice in a row, as loopback shows each, says no more than once.

#include "probe/tcp_flows.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <algorithm>
#include <cstdlib>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

using Packet = std::span<const std::byte>;

WireServer server()
{
    WireServer server;
    for (std::uint8_t last = 1; last <= 10; ++last) {
        server.addresses.push_back({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 77, last});
    }
    return server;
}

WireObservation observe(const std::vector<Packet>& packets, int times)
{
    FlowTable table(server());
    for (const auto packet : packets) {
        const std::vector<std::byte> copy(packet.begin(), packet.end());
        for (int i = 0; i < times; ++i) {
            table.packet(copy);
        }
    }
    return std::move(table).finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    ByteReader in(std::as_bytes(std::span(data, size)));
    std::vector<Packet> packets;
    while (in.remaining() >= 2) {
        const std::size_t length = in.u16le();
        packets.push_back(in.take(std::min(length, in.remaining())));
    }
    if (observe(packets, 1) != observe(packets, 2)) {
        std::abort();
    }
    return 0;
}
