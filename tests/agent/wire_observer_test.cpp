#include "probe/packet_filter.hpp"
#include "probe/server_address.hpp"
#include "probe/wire_observer.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

using namespace gpseal;
using namespace gpseal::agent;

TEST_CASE("packet filter: every jump stays inside the program, whatever the addresses")
{
    WireServer server;
    for (std::uint8_t i = 0; i < filter_address_limit; ++i) {
        IpAddress v6{0xfd, 0, i};
        IpAddress v4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, i};
        server.addresses = {};
        for (std::uint8_t n = 0; n <= i; ++n) {
            server.addresses.push_back(n % 2 == 0 ? v6 : v4);
        }
        const auto program = packet_filter(server);
        REQUIRE(program.size() <= BPF_MAXINSNS);
        for (std::size_t at = 0; at < program.size(); ++at) {
            if (BPF_CLASS(program[at].code) == BPF_JMP) {
                CHECK(at + 1 + program[at].jt < program.size());
                CHECK(at + 1 + program[at].jf < program.size());
            }
        }
        CHECK(BPF_CLASS(program.back().code) == BPF_RET);
    }
}

TEST_CASE("wire observer: without the right to watch it is an error, with it a connection shows")
{
    const auto addresses = resolve_server("127.0.0.1", 1);
    REQUIRE(addresses);
    auto observer = WireObserver::start({.addresses = {addresses->front().ip}, .port = 1});
    if (!observer) {
        CHECK(observer.error().code == Errc::permission);
        return;
    }
    CHECK_FALSE(try_connect(*addresses, std::chrono::milliseconds(500))); // nobody listens there
    const auto seen = (*observer)->stop();
    CHECK(seen.incomplete.empty());
    REQUIRE(seen.flows.size() == 1);
    CHECK(seen.flows[0].fresh);
    CHECK(seen.flows[0].reset_to_client);
    CHECK_FALSE(seen.flows[0].accepted);
}
