#include "enforce/mount_verdict.hpp"
#include "probe/cifs_sessions.hpp"
#include "test_data.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

std::string seed(const std::string& name)
{
    std::string text;
    for (const auto byte : read_bytes(data_folder() / "fuzz" / "cifs_sessions" / name)) {
        text += static_cast<char>(byte);
    }
    return text;
}

std::vector<CifsServer> sessions(const std::string& text)
{
    const auto servers = parse_cifs_sessions(text, "DebugData");
    REQUIRE(servers);
    return *servers;
}

/// A machine as our virtual one was, with Debian's kernel 6.1: plain and sealed mounts of five servers.
CifsView linux61(std::uint32_t flags)
{
    return {.mounts = parse_mount_table(seed("linux-6.1-mounts.txt"), "mounts").value(),
            .servers = sessions(seed("linux-6.1.txt")),
            .flags = flags};
}

std::vector<SealVerdict> verdicts(const CifsView& view)
{
    std::vector<SealVerdict> all;
    for (const auto& row : judge_mounts(view)) {
        all.push_back(row.verdict);
    }
    return all;
}

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

constexpr auto sealed = SealVerdict::sealed;
constexpr auto in_clear = SealVerdict::not_sealed;
constexpr auto unknown = SealVerdict::unknown;

} // namespace

TEST_CASE("DebugData: what Debian's kernel 6.1 shows")
{
    const auto servers = sessions(seed("linux-6.1.txt"));
    REQUIRE(servers.size() == 5);
    CHECK(servers[0].host == "127.0.10.5");
    CHECK(servers[0].dialect == 0x300);
    CHECK_FALSE(servers[0].network);
    REQUIRE(servers[2].sessions.size() == 1);
    CHECK(servers[2].sessions[0].encrypts);
    const auto& session = servers[3].sessions.at(0);
    CHECK(session.address == "127.0.10.2");
    CHECK(session.capabilities == 0x300047);
    REQUIRE(session.trees.size() == 3);
    CHECK(session.trees[0].is_ipc);
    CHECK(session.trees[1].name == "\\\\127.0.10.2\\share");
    CHECK(session.trees[1].marked);
    CHECK_FALSE(session.trees[2].marked);
    CHECK(sessions(seed("linux-6.1-empty.txt")).empty());
}

TEST_CASE("DebugData: later kernels write the mark in small letters, and tell the network namespace")
{
    const auto servers = sessions(seed("later.txt"));
    REQUIRE(servers.size() == 1);
    CHECK(servers[0].network == 4026531840);
    CHECK(servers[0].capabilities == 0x300047);
    CHECK(servers[0].sessions.at(0).trees.at(1).marked);
    CHECK_FALSE(servers[0].sessions.at(0).trees.at(2).marked);
}

TEST_CASE("DebugData: what Debian 11's kernel 5.10 shows, where one line is server and session")
{
    const auto servers = sessions(seed("linux-5.10.txt"));
    REQUIRE(servers.size() == 2);
    CHECK(servers[0].dialect == 0x210);
    CHECK(servers[1].dialect == 0x311);
    CHECK(servers[1].host == "127.0.10.2");
    REQUIRE(servers[1].sessions.size() == 1);
    CHECK(servers[1].sessions[0].capabilities == 0x300047);
    CHECK_FALSE(servers[1].sessions[0].encrypts);
    const CifsView view{.mounts = parse_mount_table(seed("linux-5.10-mounts.txt"), "mounts").value(),
                        .servers = servers,
                        .flags = 0x85};
    CHECK(verdicts(view) == std::vector{SealVerdict::not_sealed, SealVerdict::sealed, SealVerdict::not_sealed});

    // SMB1 shows what its server calls itself, and a dialect is told of one server only
    const auto smb1 =
        replaced(seed("linux-5.10.txt"), "2) Name: 127.0.10.2 Uses", "2) Name: 127.0.10.2  Domain: X Uses");
    CHECK(parse_cifs_sessions(smb1, "t").error().code == Errc::unsupported);
    const auto untold = sessions(replaced(seed("linux-5.10.txt"), "Number of credits: 587 Dialect 0x311", ""));
    CHECK(untold.at(1).dialect == 0);
    // what a user may name cannot pass for it
    const auto named = sessions(replaced(seed("linux-5.10.txt"), "\\share Mounts", "\\Dialect 0x300 Mounts"));
    CHECK(named.at(0).dialect == 0x210);
    CHECK(named.at(1).dialect == 0x311);
}

TEST_CASE("DebugData: every truncation is read or refused, and none makes a share look sealed that was not")
{
    for (const auto& old = seed("linux-5.10.txt"); const auto size : {old.size() / 3, old.size() / 2, old.size() - 1}) {
        const auto servers = parse_cifs_sessions(old.substr(0, size), "t");
        CHECK((!servers || servers->at(0).sessions.at(0).trees.size() <= 2));
    }
    const auto whole = seed("linux-6.1.txt");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string part = whole.substr(0, size);
        const auto servers = parse_cifs_sessions(part, "t");
        if (!servers) {
            continue;
        }
        for (const auto& server : *servers) {
            for (const auto& session : server.sessions) {
                CHECK((!session.encrypts || session.address == "127.0.10.3"));
                for (const auto& tree : session.trees) {
                    CHECK((!tree.marked || session.address != "127.0.10.1"));
                }
            }
        }
    }
    CHECK(parse_cifs_sessions("", "t").error().code == Errc::malformed);
    CHECK(parse_cifs_sessions("something else\n", "t").error().code == Errc::malformed);
    CHECK(parse_cifs_sessions(std::string(max_cifs_sessions_size + 1, 'D'), "t").error().code == Errc::limit_exceeded);
}

TEST_CASE("DebugData: a server's or a user's words cannot pass for the kernel's")
{
    // a share named like the mark
    const auto named = sessions(replaced(seed("later.txt"), "\\share Mounts", "\\encrypted Mounts"));
    CHECK_FALSE(named[0].sessions[0].trees[2].marked);
    // an old SMB1 session shows what its server calls itself: nothing behind it is believed
    const auto old = replaced(seed("linux-6.1.txt"), "\t1) Address: 127.0.10.4", "\t1) Name: 127.0.10.4  Domain: X");
    CHECK(parse_cifs_sessions(old, "t").error().code == Errc::unsupported);
}

TEST_CASE("mounts: without must-seal a mount is sealed by its own option or by its server's word")
{
    CHECK(verdicts(linux61(0xc5)) == std::vector{in_clear, in_clear, sealed, sealed, in_clear, sealed});
}

TEST_CASE("mounts: under must-seal the kernel marks nothing, and the server's capability decides")
{
    const auto rows = judge_mounts(linux61(0x400c5));
    CHECK(verdicts(linux61(0x400c5)) == std::vector{in_clear, sealed, sealed, sealed, in_clear, sealed});
    CHECK(rows[0].what == "mount /mnt/a of //127.0.10.1/share");
    CHECK(rows[0].reason == "its server cannot encrypt");
}

TEST_CASE("mounts: what is not shown is unknown")
{
    auto view = linux61(0x400c5);
    view.flags.reset();
    CHECK(verdicts(view) == std::vector{in_clear, unknown, sealed, sealed, in_clear, sealed});
    view.servers.clear();
    CHECK(verdicts(view) == std::vector(6, unknown));

    auto silent = linux61(0x400c5);
    silent.servers = sessions(replaced(seed("linux-6.1.txt"), "Capability: ", "Nothing: "));
    CHECK(verdicts(silent) == std::vector{unknown, unknown, sealed, sealed, unknown, sealed});

    auto guest = linux61(0x400c5);
    guest.servers = sessions(replaced(seed("linux-6.1.txt"), "Session Status: 1 ", "Session Status: 1 Guest "));
    CHECK(verdicts(guest)[1] == unknown);

    auto forged = linux61(0x400c5); // SMB 2.1 has no encryption, whatever bits its server sets
    forged.servers = sessions(replaced(seed("linux-6.1.txt"), "0x300007", "0x300047"));
    CHECK(verdicts(forged)[4] == in_clear);
}

TEST_CASE("mounts: seal that the kernel does not confirm is unknown, never sealed")
{
    auto view = linux61(0x400c5);
    view.servers = sessions(replaced(seed("linux-6.1.txt"), " Encrypted", ""));
    CHECK(verdicts(view)[2] == unknown);
}

TEST_CASE("mounts: a connection that no mount stands for is found, by name and by address")
{
    auto view = linux61(0xc5);
    view.mounts.erase(view.mounts.begin());
    const auto rows = judge_mounts(view);
    REQUIRE(rows.size() == 6);
    CHECK(rows.back().what.starts_with("connection to \\\\127.0.10.1\\share at 127.0.10.1 without a mount here"));
    CHECK(rows.back().verdict == in_clear);

    auto moved = linux61(0xc5);
    for (auto& server : moved.servers) {
        server.sessions.at(0).address = "192.0.2.1";
    }
    CHECK(verdicts(moved).front() == unknown);
}

TEST_CASE("mounts: names are compared as the kernel does, and a folder within a share is of that share")
{
    auto view = linux61(0xc5);
    view.mounts = parse_mount_table("//NAS/Data/dir\\040x /m cifs rw,addr=fe80::1%eth0 0 0\n", "t").value();
    view.servers = {{.host = "nas", .dialect = 0x311, .sessions = {{.address = "FE80::1", .capabilities = 0x7}}}};
    view.servers[0].sessions[0].trees = {{.name = "\\\\nas\\data"}};
    const auto rows = judge_mounts(view);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].verdict == in_clear);
}
