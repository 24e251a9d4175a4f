#include "probe/tcp_flows.hpp"
#include "smb_bytes.hpp"
#include "temporary_folder.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

constexpr std::uint16_t data = 0; // an acknowledgement only where a test means one
constexpr std::uint16_t fin = 0x01;
constexpr std::uint16_t syn = 0x02;
constexpr std::uint16_t rst = 0x04;

constexpr std::uint32_t client_start = 0xfffffff0; // wraps within the first bytes
constexpr std::uint32_t server_start = 5000;

WireServer server()
{
    return {.addresses = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 2}}};
}

struct Ends {
    std::uint32_t source = 0x0a000001;
    std::uint32_t destination = 0x0a000002;
    std::uint16_t source_port = 50000;
    std::uint16_t destination_port = 445;
};

constexpr Ends back{0x0a000002, 0x0a000001, 445, 50000};

Bytes packet(const Ends& ends, std::uint16_t flags, std::uint32_t sequence, const Bytes& payload)
{
    const auto tcp = be(ends.source_port, 2) + be(ends.destination_port, 2) + be(sequence, 4) + be(0, 4) +
                     be(0x5000U | flags, 2) + Bytes(6) + payload;
    return be(0x45, 1) + be(0, 1) + be(20 + tcp.size(), 2) + Bytes(4) + be(64, 1) + be(6, 1) + Bytes(2) +
           be(ends.source, 4) + be(ends.destination, 4) + tcp;
}

Bytes acknowledging(Bytes packet, std::uint32_t number)
{
    const auto field = be(number, 4);
    std::copy(field.begin(), field.end(), packet.begin() + 28);
    packet[33] |= std::byte{0x10};
    return packet;
}

std::vector<Bytes> handshake()
{
    return {packet({}, syn, client_start, {}), acknowledging(packet(back, syn, server_start, {}), client_start + 1)};
}

WireObservation observe(const std::vector<Bytes>& packets)
{
    FlowTable table(server());
    for (const auto& one : packets) {
        table.packet(one);
    }
    return std::move(table).finish();
}

template <typename... More> std::vector<Bytes> opened(const More&... more)
{
    auto packets = handshake();
    (packets.push_back(more), ...);
    return packets;
}

Bytes create()
{
    return framed(smb2({.command = 5}, Bytes(56)));
}

Bytes slice(const Bytes& bytes, std::size_t from, std::size_t to)
{
    return {bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(to)};
}

std::vector<Bytes> recorded(const std::string& name)
{
    const auto text = slurp(std::string(std::getenv("GPSEAL_TEST_DATA")) + "/fuzz/tcp_flows/" + name);
    const auto bytes = text_bytes(text);
    ByteReader in(bytes);
    std::vector<Bytes> packets;
    while (in.remaining() > 2) {
        const auto one = in.take(in.u16le());
        packets.emplace_back(one.begin(), one.end());
    }
    return packets;
}

WireObservation replay(const std::string& name, std::uint8_t last_byte, const std::vector<std::size_t>& without = {})
{
    FlowTable table({.addresses = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 77, last_byte}}});
    const auto packets = recorded(name);
    for (std::size_t i = 0; i < packets.size(); ++i) {
        if (std::find(without.begin(), without.end(), i) == without.end()) {
            table.packet(packets[i]);
        }
    }
    return std::move(table).finish();
}

} // namespace

TEST_CASE("tcp flows: segments out of order, split and repeated give the stream's facts")
{
    const auto stream = create() + create();
    const auto at = [&](std::size_t from, std::size_t to) {
        return packet({}, data, client_start + 1 + static_cast<std::uint32_t>(from), slice(stream, from, to));
    };
    for (const auto& packets : {opened(at(0, stream.size())), opened(at(100, stream.size()), at(0, 100)),
                                opened(at(0, 60), at(0, 60), at(30, 200), at(200, stream.size())),
                                opened(at(200, stream.size()), at(50, 210), at(0, 70))}) {
        const auto seen = observe(packets);
        REQUIRE(seen.flows.size() == 1);
        CHECK(seen.flows[0].fresh);
        CHECK(seen.flows[0].accepted);
        CHECK(seen.flows[0].smb.clear_requests == 2);
        CHECK(seen.flows[0].incomplete.empty());
    }
}

TEST_CASE("tcp flows: a hole is said, never guessed over")
{
    const auto stream = create() + create();
    const auto later = packet({}, data, client_start + 101, slice(stream, 100, stream.size()));
    CHECK_FALSE(observe(opened(later)).flows[0].incomplete.empty());

    const auto acked = acknowledging(packet(back, data, server_start + 1, {}), client_start + 1 + 124);
    CHECK_FALSE(observe(opened(acked)).flows[0].incomplete.empty()); // confirmed, but never seen

    const auto ended = packet({}, fin, client_start + 1 + 124, {});
    CHECK_FALSE(observe(opened(ended)).flows[0].incomplete.empty());
    CHECK(observe(opened(packet({}, fin, client_start + 1, {}))).flows[0].incomplete.empty());
}

TEST_CASE("tcp flows: who ended a connection, and how, is told apart")
{
    CHECK(observe(opened(packet({}, fin, client_start + 1, {}))).flows[0].client_closed_first);
    const auto cut = observe(opened(packet(back, rst, server_start + 1, {}))).flows[0];
    CHECK(cut.reset_to_client);
    CHECK_FALSE(cut.client_closed_first);
    const auto late = observe(opened(packet({}, fin, client_start + 1, {}), packet(back, rst, server_start + 1, {})));
    CHECK_FALSE(late.flows[0].reset_to_client);
    CHECK_FALSE(observe(opened(packet(back, fin, server_start + 1, {}))).flows[0].client_closed_first);
}

TEST_CASE("tcp flows: an older connection is read from its next message on, and never called fresh")
{
    const auto seen = observe({packet({}, data, 77, create())});
    REQUIRE(seen.flows.size() == 1);
    CHECK_FALSE(seen.flows[0].fresh);
    CHECK(seen.flows[0].smb.clear_requests == 1);
    CHECK(seen.flows[0].incomplete.empty());
    CHECK_FALSE(observe({packet({}, data, 77, Bytes(50))}).flows[0].incomplete.empty());
}

TEST_CASE("tcp flows: the same port again is another connection")
{
    auto packets = opened(packet({}, data, client_start + 1, create()));
    packets.push_back(packet({}, syn, 900, {}));
    packets.push_back(packet({}, data, 901, framed(transform(100))));
    const auto seen = observe(packets);
    REQUIRE(seen.flows.size() == 2);
    CHECK(seen.flows[0].smb.clear_requests == 1);
    CHECK(seen.flows[1].smb.transforms_to_server == 1);
}

TEST_CASE("tcp flows: connections to other servers show, their content does not count")
{
    const Ends other{.destination = 0x0a000003};
    const auto seen = observe({packet(other, syn, 1, {}), packet(other, data, 2, create())});
    CHECK(seen.elsewhere);
    CHECK(seen.flows.empty());
    CHECK(observe({packet({.destination_port = 139}, syn, 1, {})}).elsewhere);
    CHECK_FALSE(observe({packet({.destination_port = 80}, syn, 1, {})}).elsewhere);
}

TEST_CASE("tcp flows: fragments, and more connections or bytes than a limit, make it incomplete")
{
    auto fragment = packet({}, data, client_start + 1, create());
    fragment[6] = std::byte{0x20};
    CHECK_FALSE(observe({fragment}).incomplete.empty());

    std::vector<Bytes> many;
    for (std::uint16_t port = 1; port <= FlowTable::flow_limit + 1; ++port) {
        many.push_back(packet({.source_port = port}, syn, 1, {}));
    }
    CHECK_FALSE(observe(many).incomplete.empty());
    CHECK(observe(many).flows.size() == FlowTable::flow_limit);

    auto early = handshake();
    for (std::uint32_t i = 1; i <= TcpHalf::early_limit / 60000 + 1; ++i) {
        early.push_back(packet({}, data, client_start + i * 60000, Bytes(60000)));
    }
    CHECK_FALSE(observe(early).flows[0].incomplete.empty());
}

TEST_CASE("tcp flows: recorded sessions give dialect, cipher and content")
{
    const auto of_client = [](const WireObservation& seen) { return seen.flows.back(); };
    const auto sealed = of_client(replay("required.bin", 1));
    CHECK(sealed.smb.negotiated->dialect_name() == "3.1.1");
    CHECK(sealed.smb.negotiated->cipher_name() == "AES-128-GCM");
    CHECK(sealed.smb.clear_requests == 0);
    CHECK(sealed.smb.transforms_to_server > 3);
    CHECK(sealed.smb.transforms_to_client > 3);
    CHECK(sealed.client_closed_first);
    CHECK(of_client(replay("gcm256.bin", 10)).smb.negotiated->cipher_name() == "AES-256-GCM");
    CHECK(of_client(replay("smb302.bin", 7)).smb.negotiated->cipher_name() == "AES-128-CCM");
    CHECK(of_client(replay("smb21.bin", 5)).smb.negotiated->dialect_name() == "2.1");
    const auto off = of_client(replay("off.bin", 4));
    CHECK_FALSE(off.smb.negotiated->can_encrypt());
    CHECK(off.smb.clear_requests > 3);
    CHECK(off.smb.clear_replies > 1);
}

TEST_CASE("tcp flows: a recorded session without any one of its packets with data is never the same and complete")
{
    const auto whole = replay("required.bin", 1);
    const auto packets = recorded("required.bin");
    for (std::size_t i = 0; i < packets.size(); ++i) {
        const std::size_t header = 20 + (std::to_integer<std::size_t>(packets[i][32]) >> 4U) * 4;
        if (packets[i].size() == header) {
            continue;
        }
        CAPTURE(i);
        const auto seen = replay("required.bin", 1, {i});
        const bool said = std::any_of(seen.flows.begin(), seen.flows.end(),
                                      [](const FlowObservation& flow) { return !flow.incomplete.empty(); });
        CHECK(said);
    }
    CHECK(std::all_of(whole.flows.begin(), whole.flows.end(),
                      [](const FlowObservation& flow) { return flow.incomplete.empty(); }));
}
