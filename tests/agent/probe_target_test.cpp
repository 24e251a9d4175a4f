#include <gpseal/agent/connection_probe.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace gpseal;
using namespace gpseal::agent;

TEST_CASE("probe target: every way to write a share is understood")
{
    const ProbeTarget share{.server = "fs1.corp.example", .share = "data"};
    for (const auto* text : {"//fs1.corp.example/data", "\\\\fs1.corp.example\\data", "smb://fs1.corp.example/data",
                             "SMB://fs1.corp.example/data/", "//fs1.corp.example:445/data"}) {
        CAPTURE(text);
        const auto target = parse_probe_target(text);
        REQUIRE(target);
        CHECK(*target == share);
    }
    CHECK(*parse_probe_target("//fs1:1445/data/a b/c.txt") ==
          ProbeTarget{.server = "fs1", .port = 1445, .share = "data", .path = "a b/c.txt"});
    CHECK(*parse_probe_target("//[fd00::1]:139/x") == ProbeTarget{.server = "fd00::1", .port = 139, .share = "x"});
    CHECK(*parse_probe_target("//fd00::1/x") == ProbeTarget{.server = "fd00::1", .share = "x"});
    CHECK(parse_probe_target("//127.0.0.1/C$")->share == "C$");
}

TEST_CASE("probe target: what could be taken for something else is refused")
{
    for (const auto* text : {"",
                             "//",
                             "///share",
                             "//server",
                             "//server/",
                             "server/share",
                             "http://server/share",
                             "//-e/share",
                             "//ser ver/share",
                             "//server:0/share",
                             "//server:65536/share",
                             "//server:44x/share",
                             "//server:/share",
                             "//user@server/share",
                             "//server/../share",
                             "//server/sh\"are",
                             "//server/sh|are",
                             "//server/share/a\nb",
                             "//server/share/../../etc",
                             "//server/share/a//b",
                             "//server/share/a:b",
                             "//[fd00::1/share",
                             "//[x]/share",
                             "//server%2f/share"}) {
        CAPTURE(text);
        const auto target = parse_probe_target(text);
        CHECK_FALSE(target);
        if (!target) {
            CHECK(target.error().code == Errc::usage);
        }
    }
    CHECK_FALSE(parse_probe_target("//server/share/" + std::string(5000, 'a')));
    CHECK_FALSE(parse_probe_target(std::string("//server/sh\0are", 15)));
}
