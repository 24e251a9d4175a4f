#include <gpseal/policy/gp_link.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

const std::string a = "[LDAP://cn={31B2F340-016D-11D2-945F-00C04FB984F9},cn=policies,cn=system,DC=corp,DC=example;0]";
const std::string b = "[LDAP://CN={6AC1786C-016F-11D2-945F-00C04FB984F9},CN=Policies,CN=System,DC=corp,DC=example;2]";

GpLinkList links_of(std::string_view text)
{
    return parse_gp_link(text).value();
}

} // namespace

TEST_CASE("gPLink: the last link has order 1")
{
    const auto list = links_of(a + b);
    REQUIRE(list.links.size() == 2);
    CHECK(list.broken.empty());
    CHECK_FALSE(list.cut_off);
    CHECK(list.links[0].order == 2);
    CHECK(list.links[1].order == 1);
    CHECK(list.links[0].gpo.part(0).front().value == "{31B2F340-016D-11D2-945F-00C04FB984F9}");
    CHECK_FALSE(list.links[0].enforced());
    CHECK(list.links[1].enforced());
    CHECK(list.links[1].offset == a.size());
}

TEST_CASE("gPLink: options are bits")
{
    const auto options = [](std::string_view number) {
        return links_of("[LDAP://CN=x;" + std::string(number) + "]").links.at(0);
    };
    CHECK_FALSE(options("0").disabled());
    CHECK(options("1").disabled());
    CHECK_FALSE(options("2").disabled());
    CHECK(options("2").enforced());
    CHECK(options("3").disabled());
    CHECK(options("3").enforced());
    CHECK(options("4").options == 4);
    CHECK_FALSE(options("4").disabled());
    CHECK(options("-1").disabled());
    CHECK(options(" 2 ").enforced());
}

TEST_CASE("gPLink: empty forms are no links and no complaint")
{
    for (const auto* const text : {"", " ", "[]", "[ ]", " [ ] [] ", "\r\n"}) {
        CAPTURE(text);
        const auto list = links_of(text);
        CHECK(list.links.empty());
        CHECK(list.broken.empty());
        CHECK_FALSE(list.cut_off);
    }
    CHECK(links_of("[ldap://CN=x;0] ").links.size() == 1);
    CHECK(links_of("[ LDAP://CN=x ; 0 ]").links.size() == 1);
    CHECK(links_of("[LDAP://dc1.corp.example/CN=x,DC=y;0]").links.at(0).gpo.text() == "CN=x,DC=y");
    CHECK(links_of(R"([LDAP://CN=a\;b/c,DC=x;0])").links.at(0).gpo.part(0).front().value == "a;b/c");
}

TEST_CASE("gPLink: what is no link is recorded and skipped, never fatal")
{
    for (const auto* const broken : {"[LDAP://CN=x]", "[CN=x;0]", "[LDAP://;0]", "[LDAP://x;0]", "[LDAP://CN=x;]",
                                     "[LDAP://CN=x;y]", "[LDAP://CN=x;99999999999]", "junk", "[LDAP://CN=x;0"}) {
        CAPTURE(broken);
        const auto list = links_of(a + broken + b);
        CHECK(list.broken.size() == 1);
        CHECK(list.broken.at(0).offset == a.size());
        CHECK_FALSE(list.broken.at(0).reason.empty());
        REQUIRE(list.links.size() == 2);
        CHECK(list.links[0].order == 2); // numbered as the links that there are
        CHECK(list.links[1].order == 1);
        CHECK_FALSE(list.cut_off);
    }
}

TEST_CASE("gPLink: no truncation is taken for a shorter list")
{
    const auto text = a + b;
    for (std::size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        const auto list = links_of(std::string_view(text).substr(0, size));
        // only at the borders of links can nobody tell
        const bool border = size == 0 || size == a.size();
        CHECK(list.cut_off == !border);
        CHECK(list.links.size() == (size < a.size() ? 0 : 1));
    }
}

TEST_CASE("gPLink: limits")
{
    std::string most;
    for (std::size_t i = 0; i < max_gp_links; ++i) {
        most += "[LDAP://CN=x;0]";
    }
    CHECK(links_of(most).links.size() == max_gp_links);
    CHECK(parse_gp_link(most + "[LDAP://CN=x;0]").error().code == Errc::limit_exceeded);
    CHECK(parse_gp_link(std::string(max_gp_link_size + 1, ' ')).error().code == Errc::limit_exceeded);
    CHECK(parse_gp_link(std::string(max_gp_link_size, ' ')));
}

TEST_CASE("gPOptions: bit 0 blocks; what is no number is an error")
{
    CHECK_FALSE(*parse_blocks_inheritance("0"));
    CHECK(*parse_blocks_inheritance("1"));
    CHECK_FALSE(*parse_blocks_inheritance("2"));
    CHECK(*parse_blocks_inheritance("3"));
    for (const auto* const text : {"", " ", "x", "1x", "0x1", "4294967296", "-2147483649"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_blocks_inheritance(text));
    }
}
