// The canary against the kernel, with and without a guard. Runs as root through in_namespace.sh.
#include "guard_machine.hpp"
#include "temporary_folder.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace gpseal;
using namespace gpseal::tests;

TEST_CASE("canary: in force, counting only, and not there")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    const auto without = run_canary();
    CHECK(without.refused == false);
    CHECK(without.detail == "a CREATE in the clear to 127.0.0.1 arrived: the guard does not cut it");
    REQUIRE(stack.apply(audit, std::nullopt));
    CHECK(run_canary().refused == false);
    REQUIRE(stack.apply(enforce, std::nullopt));
    const auto with = run_canary();
    CHECK(with.refused == true);
    CHECK(with.detail == "every request in the clear was reset, handshake and encrypted requests arrived");
}

TEST_CASE("canary: a table that blocks everything, or sends it elsewhere, proves nothing")
{
    const std::string output = "table inet foreign { chain o { type filter hook output priority -10; ";
    const std::vector<std::string> tables = {
        output + "policy drop; }; }",
        output + "meta l4proto tcp reject with tcp reset; }; }",
        output + "meta length > 100 drop; }; }",
        output + "tcp flags & (psh | syn) == psh reject with tcp reset; }; }",
    };
    for (const auto& table : tables) {
        CAPTURE(table);
        const Fresh fresh;
        GuardStack stack{RootedPaths()};
        REQUIRE(stack.apply(enforce, std::nullopt));
        nft({"-f", "-"}, table + "\n");
        const auto started = std::chrono::steady_clock::now();
        CHECK_FALSE(run_canary().refused.has_value());
        CHECK(std::chrono::steady_clock::now() - started < 4s);
    }
}

TEST_CASE("canary: bytes that reach somebody else's listener prove nothing")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    REQUIRE(stack.apply(enforce, std::nullopt));
    const int other = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(7777);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(other, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(::listen(other, 16) == 0);
    nft({"-f", "-"}, "table inet foreign { chain o { type nat hook output priority -100; "
                     "ip daddr 127.0.0.1 meta l4proto tcp redirect to :7777; }; }\n");
    const auto result = run_canary();
    CHECK_FALSE(result.refused.has_value());
    CHECK(result.detail.find("something else stands in the way") != std::string::npos);
    ::close(other);
}

TEST_CASE("canary: another user who knocks at its listener all the time does not spoil it")
{
    const Fresh fresh;
    GuardStack stack{RootedPaths()};
    REQUIRE(stack.apply(enforce, std::nullopt));
    const auto stranger = ::fork();
    if (stranger == 0) {
        for (;;) {
            const auto sockets = tests::slurp("/proc/net/tcp");
            const auto at = sockets.find(" 00000000:0000 0A"); // the one that listens
            if (at == std::string::npos) {
                continue;
            }
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_port = htons(static_cast<std::uint16_t>(std::stoul(sockets.substr(at - 4, 4), nullptr, 16)));
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            const int knock = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            (void)::connect(knock, reinterpret_cast<sockaddr*>(&address), sizeof(address));
            ::close(knock);
        }
    }
    for (int i = 0; i < 10; ++i) {
        const auto result = run_canary();
        CHECK_MESSAGE(result.refused == true, result.detail);
    }
    ::kill(stranger, SIGKILL);
    ::waitpid(stranger, nullptr, 0);
}

TEST_CASE("canary: without a free port it says so and proves nothing")
{
    const Fresh fresh;
    const auto range = tests::slurp("/proc/sys/net/ipv4/ip_local_port_range");
    tests::spill("/proc/sys/net/ipv4/ip_local_port_range", "40000 40000"); // one port: the listener's
    CHECK_FALSE(run_canary().refused.has_value());
    tests::spill("/proc/sys/net/ipv4/ip_local_port_range", range);
}
