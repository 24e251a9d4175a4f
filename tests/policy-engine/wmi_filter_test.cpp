// A WMI filter is not evaluated: of the results that Windows could reach, the strictest counts, policy by policy.

#include "domain_with_x.hpp"

#include <gpseal/policy/security_settings.hpp>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;
using Policy = WorkstationPolicy;

namespace {

const std::string filter = "[corp.example;{D02B1F72-3407-48AE-BA88-E8213C6761F1};0]";

/// GPOs linked to the domain, the first with the highest precedence.
class Linked {
public:
    GpoSnapshot& gpo(const std::string& name, const PolBuilder& pol, bool filtered)
    {
        links_ = link_to(name) + links_; // the last link of a gPLink outranks those before it
        builder_.domain().gp_link = links_;
        auto& gpo = builder_.gpo({.name = name, .wmi_filter = filtered ? filter : std::string()});
        gpo.registry_pol = file_with(pol.bytes(), name + ".pol");
        return gpo;
    }

    std::string value(Policy policy)
    {
        const auto decided = decide_workstation_policies(builder_.snapshot());
        const auto* const found = find(decided.settings, policy);
        return found == nullptr || !found->number ? "none" : words_of(policy, *found->number) + " by " + found->gpo;
    }

    [[nodiscard]] DomainResult resolve() const { return builder_.resolve(); }

private:
    DomainBuilder builder_;
    std::string links_;
};

PolBuilder minimum(std::uint32_t dialect)
{
    return PolBuilder().dword(PolBuilder::key, "MinSmb2Dialect", dialect);
}

std::size_t told(const DomainResult& result)
{
    return static_cast<std::size_t>(
        std::count_if(result.findings.begin(), result.findings.end(),
                      [](const Finding& finding) { return finding.code == "wmi_filter_not_evaluated"; }));
}

} // namespace

TEST_CASE("wmi filter: what was in force stays when its GPO gets one, and a finding names the GPO")
{
    Linked domain;
    domain.gpo("w", minimum(0x311).dword(PolBuilder::key, "AllowInsecureGuestAuth", 0), true);
    CHECK(domain.value(Policy::min_dialect) == "SMB 3.1.1 by w");
    CHECK(domain.value(Policy::insecure_guests) == "disabled by w");
    const auto result = domain.resolve();
    CHECK(result.completeness == Completeness::complete);
    CHECK(told(result) == 1);
    CHECK(result.findings.front().where == "GPO 'w' " + guid_of("w"));
}

TEST_CASE("wmi filter: a GPO that may not apply lowers nothing, also where it requires encryption")
{
    for (const bool enabled : {false, true}) {
        CAPTURE(enabled);
        Linked domain;
        auto pol = minimum(0x300).dword(PolBuilder::key, "AllowInsecureGuestAuth", 1);
        domain.gpo("x", enabled ? pol.require_encryption(1) : pol, true);
        domain.gpo("w", minimum(0x311).dword(PolBuilder::key, "AllowInsecureGuestAuth", 0), false);
        CHECK(domain.value(Policy::min_dialect) == "SMB 3.1.1 by w");
        CHECK(domain.value(Policy::insecure_guests) == "disabled by w");
        CHECK(decide_require_encryption(domain.resolve()).state ==
              (enabled ? PolicyState::enabled : PolicyState::not_configured));
        CHECK(told(domain.resolve()) == 1);
    }
}

TEST_CASE("wmi filter: a GPO that may apply tightens, and is outranked as ever by one that surely applies")
{
    Linked domain;
    domain.gpo("x", minimum(0x302), true);
    domain.gpo("w", minimum(0x210), false);
    domain.gpo("y", minimum(0x311), true); // w has the last word over it, whatever its filter says
    CHECK(domain.value(Policy::min_dialect) == "SMB 3.0.2 by x");
}

TEST_CASE("wmi filter: of several, the strictest that can come out")
{
    Linked domain;
    domain.gpo("x", minimum(0x300), true);
    domain.gpo("y", minimum(0x311), true);
    CHECK(domain.value(Policy::min_dialect) == "SMB 3.1.1 by y");
}

TEST_CASE("wmi filter: a policy of which no value is the stricter is as it is without the GPO")
{
    Linked domain;
    domain.gpo("x", PolBuilder().dword(PolBuilder::key, "MaxSmb2Dialect", 0x300), true);
    CHECK(domain.value(Policy::max_dialect) == "none");
    domain.gpo("w", PolBuilder().dword(PolBuilder::key, "MaxSmb2Dialect", 0x311), false);
    CHECK(domain.value(Policy::max_dialect) == "SMB 3.1.1 by w");
}

TEST_CASE("wmi filter: security settings alone are kept, and the filter is why the rest is not")
{
    Linked domain;
    auto& gpo = domain.gpo("s", PolBuilder(), true);
    gpo.attributes.machine_extension_names =
        "[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]";
    gpo.registry_pol = {};
    const auto signing = [](char number) {
        return file_with(bytes_of(std::string("[Registry Values]\r\nMACHINE\\System\\CurrentControlSet\\Services\\"
                                              "LanmanWorkstation\\Parameters\\RequireSecuritySignature=4,") +
                                  number + "\r\n"),
                         "GptTmpl.inf");
    };
    gpo.security_template = signing('1');
    CHECK(domain.value(Policy::require_signing) == "enabled by s");
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"s wmi_filter"});
    CHECK(told(domain.resolve()) == 1);
    gpo.security_template = signing('0');
    CHECK(domain.value(Policy::require_signing) == "none");
}

TEST_CASE("wmi filter: a GPO that only deletes what allows guests counts, for nothing else allows them")
{
    Linked domain;
    domain.gpo("x", PolBuilder().sz(PolBuilder::key, "**del.AllowInsecureGuestAuth", " "), true);
    domain.gpo("w", PolBuilder().dword(PolBuilder::key, "AllowInsecureGuestAuth", 1), false);
    CHECK(domain.value(Policy::insecure_guests) == "none");
}

TEST_CASE("wmi filter: a GPO that only deletes makes way for a stricter soft value above it")
{
    Linked domain;
    domain.gpo("s", PolBuilder().dword(PolBuilder::key, "**soft.MinSmb2Dialect", 0x311), false);
    domain.gpo("x", PolBuilder().sz(PolBuilder::key, "**del.MinSmb2Dialect", " "), true);
    domain.gpo("w", minimum(0x202), false);
    CHECK(domain.value(Policy::min_dialect) == "SMB 3.1.1 by s");
}

TEST_CASE("wmi filter: a GPO that applies by one of its links is not among the denied by another")
{
    DomainBuilder builder;
    builder.unit().gp_link = link_to("s") + link_to("w"); // the last one outranks
    builder.domain().gp_link = link_to("w");
    builder.gpo({.name = "w", .pol = "del", .wmi_filter = filter});
    builder.gpo({.name = "s"}).registry_pol =
        file_with(PolBuilder().dword(PolBuilder::key, "**soft.RequireEncryption", 1).bytes(), "s.pol");
    const auto result = builder.resolve();
    REQUIRE(result.applied.size() == 2);
    CHECK(result.applied.front().identity.name == "w"); // below the soft value, and only there
    CHECK(denials(result).empty());
    builder.unit().gp_link = link_to("w");
    builder.domain().gp_link = {};
    CHECK(denials(builder.resolve()) == std::vector<std::string>{"w wmi_filter"});
}
