#include "domain_builder.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

namespace {

/// One GPO, linked to the unit.
DomainBuilder with(const TestGpo& gpo)
{
    DomainBuilder builder;
    builder.unit().gp_link = link_to(gpo.name);
    builder.gpo(gpo);
    return builder;
}

bool has(const DomainResult& result, std::string_view code)
{
    return std::any_of(result.findings.begin(), result.findings.end(),
                       [&](const Finding& finding) { return finding.code == code; });
}

std::string detail_of(const DomainResult& result)
{
    return result.denied.size() == 1 ? result.denied[0].detail : "(not one denial)";
}

} // namespace

TEST_CASE("domain: what applies carries everything that a report names")
{
    auto builder = with({.name = "x", .display_name = "SMB", .pol = "1", .version = 65539, .gpt_version = 65539});
    builder.unit().gp_link = link_to("x", 2);
    builder.snapshot().gpos[0].registry_pol.sha256 = std::string(64, 'a');
    const auto result = builder.resolve();
    CHECK(result.completeness == Completeness::complete);
    CHECK(result.findings.empty());
    REQUIRE(result.applied.size() == 1);
    const auto& gpo = result.applied[0].identity;
    CHECK(gpo.guid == guid_of("x"));
    CHECK(gpo.name == "SMB");
    CHECK(gpo.path == "corp.example/Policies/" + guid_of("x") + "/Machine/Registry.pol");
    CHECK(gpo.som == "OU=unit1,DC=corp,DC=example");
    CHECK(gpo.link_order == 1);
    CHECK(gpo.enforced);
    CHECK(gpo.version == GpoVersion{3, 3});
    CHECK(gpo.pol_sha256 == std::string(64, 'a'));
    CHECK(decide_require_encryption(result).winner->gpo == gpo);
}

TEST_CASE("domain: the reasons are sentences")
{
    CHECK(detail_of(with({.name = "x", .flags = 3}).resolve()) == "its computer settings are disabled (flags 3)");
    CHECK(detail_of(with({.name = "x", .functionality_version = 1}).resolve()) ==
          "its gPCFunctionalityVersion is 1, not 2");
    CHECK(detail_of(with({.name = "x", .extensions = ""}).resolve()) == "it does not name the registry extension");
    CHECK(detail_of(with({.name = "x", .version = 0, .extensions = " "}).resolve()) ==
          "its computer side has never been edited (version 0, no extensions)");
    CHECK(detail_of(with({.name = "x", .version = 65536, .gpt_version = 65536}).resolve()) ==
          "its computer side is empty (version 0 in the directory and in SYSVOL)");
    CHECK(detail_of(with({.name = "x", .apply = false}).resolve()) ==
          "no entry of its access list grants this computer Apply Group Policy");
    CHECK(detail_of(with({.name = "x", .read = false}).resolve()) ==
          "the directory does not return it: it is deleted, or this computer may not read it");
}

TEST_CASE("domain: a version in one place only is not empty")
{
    CHECK(precedence(with({.name = "x", .version = 0, .gpt_version = 1}).resolve()).size() == 1);
    CHECK(precedence(with({.name = "x", .version = 1, .gpt_version = 0}).resolve()).size() == 1);
}

TEST_CASE("domain: attributes that are numbers are 32 bits, signed or not")
{
    auto builder = with({.name = "x", .pol = "1"});
    auto& attributes = builder.snapshot().gpos[0].attributes;
    attributes.version_number = "-65533"; // user version 65535, computer version 3
    CHECK(builder.resolve().applied.at(0).identity.version.directory == 3);
    attributes.flags = "-2147483646"; // bit 31 and the computer's
    CHECK(denials(builder.resolve()) == std::vector<std::string>{"x gpo_disabled"});
    attributes.flags.reset();
    CHECK(builder.resolve().completeness == Completeness::complete);
    CHECK(precedence(builder.resolve()).size() == 1);
    attributes.flags = "none";
    CHECK(builder.resolve().completeness == Completeness::degraded);
}

TEST_CASE("domain: a WMI filter is not evaluated, and the outcome is the stricter of the two")
{
    const std::string filter = "[corp.example;{D02B1F72-3407-48AE-BA88-E8213C6761F1};0]";
    const auto kept = with({.name = "x", .pol = "1", .wmi_filter = filter}).resolve();
    CHECK(precedence(kept).size() == 1);
    CHECK(kept.completeness == Completeness::complete);
    CHECK(has(kept, "wmi_filter_not_evaluated"));
    for (const auto* const pol : {"0", "del", "unset"}) {
        auto builder = with({.name = "x", .pol = pol, .wmi_filter = filter});
        builder.domain().gp_link = link_to("below");
        builder.gpo({.name = "below", .pol = "1"});
        const auto result = builder.resolve();
        CHECK(denials(result) == std::vector<std::string>{"x wmi_filter"});
        CHECK(result.completeness == Completeness::complete);
        CHECK(decide_require_encryption(result).state == PolicyState::enabled);
    }
    const auto odd = with({.name = "x", .pol = "text", .wmi_filter = filter}).resolve();
    CHECK(denials(odd) == std::vector<std::string>{"x wmi_filter"});
    CHECK(odd.completeness == Completeness::degraded);
    CHECK(precedence(with({.name = "x", .pol = "0", .wmi_filter = " "}).resolve()).size() == 1);
}

TEST_CASE("domain: an enforced link does not pass the security filter")
{
    auto builder = with({.name = "x", .pol = "1", .apply = false});
    builder.unit().gp_link = link_to("x", 2);
    CHECK(denials(builder.resolve()) == std::vector<std::string>{"x security_filter"});
}

TEST_CASE("domain: the same GUID in two domains is two GPOs")
{
    auto builder = with({.name = "x", .pol = "1"});
    auto other = make_gpo_snapshot({.name = "x", .pol = "0"});
    other.dn = "CN=" + guid_of("x") + ",CN=Policies,CN=System,DC=child,DC=corp,DC=example";
    other.attributes.file_sys_path = "\\\\child.corp.example\\sysvol\\child.corp.example\\Policies\\" + guid_of("x");
    builder.snapshot().gpos.push_back(other);
    builder.domain().gp_link = "[LDAP://" + other.dn + ";2]";
    const auto result = builder.resolve();
    CHECK(result.completeness == Completeness::complete);
    CHECK(precedence(result).size() == 2);
    CHECK(decide_require_encryption(result).state == PolicyState::disabled);
}

TEST_CASE("domain: what to search and what to read, before and after the search")
{
    DomainBuilder builder;
    builder.unit().gp_link = link_to("off", 1) + link_to("low") + link_to("high");
    builder.domain().gp_link = link_to("low") + link_to("filtered");
    CHECK(linked_gpos(builder.snapshot()) ==
          std::vector<std::string>{gpo_dn("high"), gpo_dn("low"), gpo_dn("filtered"), gpo_dn("off")});
    CHECK(gpos_to_read(builder.snapshot()).empty());
    for (const auto* const name : {"high", "low", "off"}) {
        builder.gpo({.name = name});
    }
    builder.gpo({.name = "filtered", .apply = false});
    CHECK(gpos_to_read(builder.snapshot()) == std::vector<std::string>{gpo_dn("high"), gpo_dn("low")});
    // a denied GPO's files may stay unread
    for (auto& gpo : builder.snapshot().gpos) {
        if (gpo.dn == gpo_dn("filtered") || gpo.dn == gpo_dn("off")) {
            gpo.gpt_ini = gpo.registry_pol = {};
        }
    }
    CHECK(builder.resolve().completeness == Completeness::complete);
}

TEST_CASE("domain: Read by a group of the computer, the token's own SID, and the implied groups all count")
{
    const std::string agp = "edacfd8f-ffb3-11d1-b41d-00a0c968f939";
    for (const auto* const sid : {"S-1-5-21-1-2-3-1104", "DC", "AU", "WD", "NU"}) {
        CAPTURE(sid);
        auto builder = with({.name = "x", .pol = "1"});
        builder.snapshot().gpos[0].attributes.security_descriptor =
            SddlWriter::dacl("(OA;CI;CR;" + agp + ";;" + sid + ")(A;;RP;;;" + sid + ")");
        CHECK(precedence(builder.resolve()).size() == 1);
    }
}

TEST_CASE("domain: more bytes than the limit leave the lowest precedence out, and say so")
{
    DomainBuilder builder;
    PolBuilder large;
    large.require_encryption(1);
    large.add("Software\\Policies\\Example", "Large", RegistryType::binary, std::string(std::size_t{8} << 20, 'x'));
    builder.gpo({.name = "x"}).registry_pol = file_with(large.bytes());
    for (int i = 0; i < 9; ++i) {
        builder.unit().gp_link = builder.unit().gp_link.value_or("") + link_to("x");
    }
    const auto result = builder.resolve();
    CHECK(result.applied.size() == 7);
    CHECK(result.completeness == Completeness::degraded);
    CHECK(decide_require_encryption(result).state == PolicyState::enabled);
}
