#include <gpseal/policy/distinguished_name.hpp>
#include <gpseal/policy/guid.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;

namespace {

std::string value_of(std::string_view dn, std::size_t part = 0)
{
    const auto parsed = DistinguishedName::parse(dn);
    return parsed && parsed->depth() > part ? parsed->part(part).front().value : "(refused)";
}

bool equal(std::string_view a, std::string_view b)
{
    const auto first = DistinguishedName::parse(a);
    const auto second = DistinguishedName::parse(b);
    return first && second && *first == *second;
}

} // namespace

TEST_CASE("dn: parts, parents and the domain")
{
    const auto dn = DistinguishedName::parse("CN=PC1,OU=Lab,OU=Site A,DC=corp,DC=example");
    REQUIRE(dn);
    CHECK(dn->depth() == 5);
    CHECK(dn->part(1).front() == AttributeAndValue{"ou", "Lab"});
    CHECK(dn->ancestor(0) == dn->text());
    CHECK(dn->ancestor(2) == "OU=Site A,DC=corp,DC=example");
    CHECK(dn->dns_domain() == "corp.example");
}

TEST_CASE("dn: an escaped separator belongs to the value")
{
    CHECK(value_of(R"(OU=Sales\, North,DC=x)") == "Sales, North");
    CHECK(value_of(R"(OU=a\+b,DC=x)") == "a+b");
    CHECK(value_of(R"(OU=a\2Cb,DC=x)") == "a,b");
    CHECK(value_of(R"(OU=back\\,DC=x)") == "back\\");
    CHECK(value_of(R"(OU=caf\C3\A9,DC=x)") == "café");
    CHECK(value_of(R"(CN=copy\0ACNF:1,DC=x)") == "copy\nCNF:1");
    CHECK(value_of(R"(OU=\ edge\ ,DC=x)") == " edge ");
    CHECK(value_of("OU= plain ,DC=x") == "plain");
    CHECK(value_of("OU=a;b,DC=x") == "a;b");
    CHECK(DistinguishedName::parse(R"(OU=Sales\, North,DC=x)")->ancestor(1) == "DC=x");
}

TEST_CASE("dn: names compare without regard to case, space between parts and the form of escapes")
{
    CHECK(equal("cn=A,dc=Corp", "CN=a, DC=corp"));
    CHECK(equal(R"(OU=a\,b)", R"(ou=A\2cB)"));
    CHECK(equal("CN=a+OU=b,DC=x", "OU=b + CN=a,DC=x"));
    CHECK_FALSE(equal(R"(OU=a\,OU=b)", "OU=a,OU=b"));
    CHECK_FALSE(equal(R"(OU=a\+CN=b)", "OU=a+CN=b"));
}

TEST_CASE("dn: what is none is refused")
{
    for (const auto* const text : {"", " ", "x", "CN", "CN=", "=a", "CN=a,", "CN=a,,DC=x", "CN=a,DC", "CN=a+",
                                   "CN=\"a\"", "CN=a\\", "CN=a\\g", "CN=a\\2", "CN=a\\2g", "C N=a", ",CN=a"}) {
        CAPTURE(text);
        CHECK_FALSE(DistinguishedName::parse(text));
    }
    CHECK_FALSE(DistinguishedName::parse(std::string_view("CN=a\0b", 6)));
    CHECK(DistinguishedName::parse("CN=" + std::string(max_dn_size - 3, 'a')));
    CHECK(DistinguishedName::parse("CN=" + std::string(max_dn_size - 2, 'a')).error().code == Errc::limit_exceeded);
    std::string deep = "DC=x";
    for (std::size_t i = 1; i < max_dn_parts; ++i) {
        deep += ",DC=x";
    }
    CHECK(DistinguishedName::parse(deep)->depth() == max_dn_parts);
    CHECK(DistinguishedName::parse(deep + ",DC=x").error().code == Errc::limit_exceeded);
}

TEST_CASE("dn: a value escaped and read again is the same value")
{
    for (const std::string value : {"plain", " edges ", "#1", "a,b+c\"d\\e<f>g;h=i", "line\nfeed", " ", "é"}) {
        CAPTURE(value);
        CHECK(value_of("OU=" + escape_dn_value(value) + ",DC=x") == value);
    }
}

TEST_CASE("guid: text and wire are the same GUID in two orders of bytes")
{
    const auto guid = parse_guid("{edacfd8f-ffb3-11d1-b41d-00a0c968f939}");
    REQUIRE(guid);
    CHECK(to_string(*guid) == "{EDACFD8F-FFB3-11D1-B41D-00A0C968F939}");
    CHECK(parse_guid("EDACFD8F-FFB3-11D1-B41D-00A0C968F939") == guid);
    const auto wire = to_wire(*guid);
    CHECK(std::to_integer<int>(wire[0]) == 0x8F);
    CHECK(std::to_integer<int>(wire[3]) == 0xED);
    CHECK(std::to_integer<int>(wire[8]) == 0xB4);
    CHECK(std::to_integer<int>(wire[15]) == 0x39);
    CHECK(guid_from_wire(wire) == *guid);
    for (const auto* const text :
         {"", "{}", "{edacfd8f-ffb3-11d1-b41d-00a0c968f939", "edacfd8f-ffb3-11d1-b41d-00a0c968f939}",
          "{edacfd8fffb3-11d1-b41d-00a0c968f939-}", "{gdacfd8f-ffb3-11d1-b41d-00a0c968f939}",
          "(edacfd8f-ffb3-11d1-b41d-00a0c968f939)"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_guid(text));
    }
}
