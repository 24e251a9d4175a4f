#include "probe/server_use.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

ServerUse hit(const std::string& address, std::uint16_t port, std::uint64_t packets)
{
    return {.server = {address, port, address}, .kind = UseKind::guard, .where = {}, .uid = 1000, .packets = packets};
}

std::vector<ServerUse> mounts(std::string_view table, UseKind kind)
{
    return *uses_of_mounts(table, "t", kind);
}

} // namespace

TEST_CASE("server use: a mount, its fstab line and what the guard saw are of one server")
{
    auto uses = mounts("//nas/a /a cifs rw,addr=192.0.2.7 0 0\nproc /proc proc rw 0 0\n"
                       "//NAS/b /b smb3 rw,seal,addr=192.0.2.7 0 0\n",
                       UseKind::mount);
    const auto fstab = mounts("//nas/a /a cifs seal\n//other/x /x cifs\n", UseKind::fstab);
    uses.insert(uses.end(), fstab.begin(), fstab.end());
    uses.push_back(hit("192.0.2.7", 445, 1));
    uses.push_back(hit("192.0.2.7", 1445, 12)); // another server, by its port
    const auto servers = by_server(uses);
    REQUIRE(servers.size() == 3);
    CHECK(servers[0].server == ServerEndpoint{"nas", 445, "192.0.2.7"});
    REQUIRE(servers[0].uses.size() == 4);
    CHECK(describe_use(servers[0].uses[0]) == "mount /a without seal");
    CHECK(describe_use(servers[0].uses[1]) == "mount /b");
    CHECK(describe_use(servers[0].uses[2]) == "fstab /a");
    CHECK(describe_use(servers[0].uses[3]) == "uid 1000: 1 request in the clear");
    CHECK(servers[1].server.name == "other");
    CHECK(describe_use(servers[2].uses[0]) == "uid 1000: 12 requests in the clear");
}

TEST_CASE("server use: one name at two addresses is two servers")
{
    const auto uses = mounts("//nas/a /a cifs addr=192.0.2.7\n//nas/b /b cifs addr=192.0.2.8\n", UseKind::mount);
    CHECK(by_server(uses).size() == 2);
}

TEST_CASE("server use: the guard's hits of the kernel have no uid")
{
    auto use = hit("192.0.2.7", 445, 3);
    use.uid.reset();
    CHECK(describe_use(use) == "kernel: 3 requests in the clear");
}

TEST_CASE("server use: an SMB mount that names no server is refused with its line")
{
    const auto bad = uses_of_mounts("proc /proc proc rw\nnas:/x /x cifs rw\n", "/etc/fstab", UseKind::fstab);
    REQUIRE_FALSE(bad);
    CHECK(bad.error().where == "/etc/fstab:2");
}

TEST_CASE("impact: without DFS a server works, but not for libsmbclient; what is unknown stays so")
{
    ServerReport report{.dfs = true, .verdict = ServerVerdict::works};
    CHECK(impact_on(report) == Impact::works);
    report.dfs = false;
    CHECK(impact_on(report) == Impact::works_not_for_libsmbclient);
    report.verdict = ServerVerdict::breaks;
    CHECK(impact_on(report) == Impact::breaks);
    report.verdict = ServerVerdict::unknown;
    CHECK(impact_on(report) == Impact::unknown);
}

TEST_CASE("impact: a live mount without seal must be mounted anew, an fstab line need not")
{
    const ServerReport works{.verdict = ServerVerdict::works};
    const auto used = [](std::string_view table, UseKind kind) { return by_server(mounts(table, kind)).front(); };
    CHECK(needs_new_mount(used("//n/a /a cifs rw", UseKind::mount), works));
    CHECK_FALSE(needs_new_mount(used("//n/a /a cifs rw,seal", UseKind::mount), works));
    CHECK_FALSE(needs_new_mount(used("//n/a /a cifs rw", UseKind::fstab), works));
    CHECK_FALSE(needs_new_mount(used("//n/a /a cifs rw", UseKind::mount), {.verdict = ServerVerdict::breaks}));
}
