#include "probe/server_list.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

std::vector<std::string> names(const ServerList& list)
{
    std::vector<std::string> texts;
    for (const auto& server : list.servers()) {
        texts.push_back(to_string(server));
    }
    return texts;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("server endpoint: every form that names a server reads back")
{
    for (const auto* text : {"nas", "nas.example.org:1445", "192.0.2.1", "192.0.2.1:139", "2001:db8::1",
                             "[2001:db8::1]:1445", "fe80::1%eth0", "_odd_name-1"}) {
        CAPTURE(text);
        const auto server = parse_server(text);
        REQUIRE(server);
        CHECK(to_string(*server) == text);
    }
    CHECK(to_string(*parse_server("nas:445")) == "nas");
    CHECK(to_string(*parse_server("[2001:db8::1]")) == "2001:db8::1");
}

TEST_CASE("server endpoint: what is none is refused, and what looks like an option")
{
    for (const auto* text : {"", ":445", "nas:0", "nas:65536", "nas:x", "nas:", "-x", "a b", "a/b", "[::1", "[::1]x",
                             "[::1]:0", "[nas]", "fe80::1%", "//nas/share", "n\xc3\xa4s", "a\nb", "::1%../../x"}) {
        CAPTURE(text);
        REQUIRE_FALSE(parse_server(text));
        CHECK(parse_server(text).error().code == Errc::usage);
    }
    CHECK_FALSE(parse_server(std::string(256, 'a')));
}

TEST_CASE("server list: networks only for those who say that they own them")
{
    ServerList careful(false);
    CHECK(careful.add("192.0.2.0/30").error().code == Errc::usage);
    CHECK(careful.servers().empty());
    ServerList owner(true);
    CHECK(owner.add("192.0.2.7/30"));
    CHECK(names(owner) == Names{"192.0.2.5", "192.0.2.6"});
}

TEST_CASE("server list: networks of any size up to the limit, of both families")
{
    const auto of = [](std::string_view text) {
        const auto servers = servers_of_network(text);
        return servers ? servers->size() : 0;
    };
    CHECK(of("192.0.2.1/32") == 1);
    CHECK(of("192.0.2.0/31") == 2); // RFC 3021: both are hosts
    CHECK(of("10.1.0.0/16") == 65534);
    CHECK(of("10.0.0.0/15") == 0);
    CHECK(of("0.0.0.0/0") == 0);
    CHECK(of("2001:db8::/112") == 65536);
    CHECK(of("2001:db8::/64") == 0);
    CHECK(servers_of_network("10.0.0.0/8").error().code == Errc::limit_exceeded);
    CHECK(servers_of_network("10.1.2.3/24")->front().name == "10.1.2.1");
    CHECK(servers_of_network("10.1.2.3/24")->back().name == "10.1.2.254");
    CHECK(servers_of_network("2001:db8::ff00/120")->back().name == "2001:db8::ffff");
    for (const auto* text : {"nas/24", "192.0.2.0/33", "192.0.2.0/", "192.0.2/24", "::/129", "192.0.2.0/-1"}) {
        CAPTURE(text);
        CHECK(servers_of_network(text).error().code == Errc::usage);
    }
}

TEST_CASE("server list: each server once, in order, whatever the case of its name")
{
    ServerList list(true);
    CHECK(list.add_lines("# ours\nnas\r\n\n  NAS  # again\nnas:1445\n192.0.2.0/31\n192.0.2.1", "f"));
    CHECK(names(list) == Names{"nas", "nas:1445", "192.0.2.0", "192.0.2.1"});
}

TEST_CASE("server list: a wrong line of a file is malformed input, with its place")
{
    ServerList list(false);
    const auto added = list.add_lines("nas\n//nas/share\n", "servers.txt");
    REQUIRE_FALSE(added);
    CHECK(added.error().code == Errc::malformed);
    CHECK(added.error().where == "servers.txt:2");
    CHECK(list.add_lines("192.0.2.0/24", "servers.txt").error().code == Errc::malformed);
}

TEST_CASE("server list: SMB mounts, at the addresses they are connected to")
{
    ServerList list(false);
    CHECK(list.add_mounts("proc /proc proc rw 0 0\n//nas/a /a cifs rw,addr=192.0.2.7 0 0\n"
                          "//nas/b /b smb3 rw,addr=192.0.2.7 0 0\n//NAS/c /c cifs rw,addr=192.0.2.8 0 0\n",
                          "/proc/mounts"));
    REQUIRE(list.servers().size() == 2);
    CHECK(list.servers()[0].address == "192.0.2.7");
    CHECK(list.servers()[1].address == "192.0.2.8");
    CHECK(list.add_mounts("none /a cifs rw 0 0\n", "/proc/mounts").error().code == Errc::malformed);
}
