#include "probe/client_command.hpp"
#include "probe/session_client.hpp"

#include <doctest/doctest.h>
#include <pwd.h>
#include <unistd.h>

using namespace gpseal;
using namespace gpseal::agent;

TEST_CASE("smbclient: a path stays one quoted word of one command")
{
    CHECK(*smbclient_command({.server = "s", .share = "x"}) == "ls");
    CHECK(*smbclient_command({.server = "s", .share = "x", .path = "a b/c.txt"}) == "get \"a b\\c.txt\" -");
    for (const auto* path : {"a\"; !id; \"", "a;b", "a\nb", "\x7f"}) {
        CAPTURE(path);
        CHECK_FALSE(smbclient_command({.server = "s", .share = "x", .path = path}));
    }
}

TEST_CASE("libsmbclient: nothing in a share or path ends the URL's part it stands in")
{
    CHECK(smb_url({.server = "s", .share = "x"}) == "smb://s:445/x");
    CHECK(smb_url({.server = "fd00::1", .port = 1445, .share = "C$", .path = "a b/c?d#e%f@g"}) ==
          "smb://fd00%3A%3A1:1445/C%24/a%20b/c%3Fd%23e%25f%40g");
}

TEST_CASE("smbclient: a password that its file format cannot carry is refused, not changed")
{
    const ProbeTarget target{.server = "127.0.0.1", .share = "x"};
    for (const auto* password : {"a\nusername=root", " leading"}) {
        const auto ran = run_smbclient(target, {.user = "u", .password = password}, {});
        REQUIRE_FALSE(ran);
        CHECK(ran.error().code == Errc::unsupported);
        CHECK(describe(ran.error()).find("root") == std::string::npos);
    }
}

TEST_CASE("libsmbclient: a helper that is not there, or answers nonsense, is an error")
{
    const ProbeTarget target{.server = "127.0.0.1", .share = "x"};
    CHECK(run_libsmbclient(target, {}, {.helper = "/nonexistent/gpseal-smb"}).error().code == Errc::not_found);
    CHECK(run_libsmbclient(target, {}, {.helper = "/bin/echo"}).error().code == Errc::malformed);
}

TEST_CASE("clients: root's run as nobody else does, or as root where only root has the ticket")
{
    const auto plain = client_command({.user = "u", .password = "p"}, std::chrono::milliseconds(1000));
    CHECK_FALSE(client_command({.kerberos = true}, std::chrono::milliseconds(1000)).run_as);
    CHECK(client_uid({.kerberos = true}) == ::geteuid());
    if (::geteuid() == 0 && ::getpwuid(test_client_uid) == nullptr) {
        CHECK(plain.run_as == test_client_uid);
        CHECK(client_uid({}) == test_client_uid);
    }
}
