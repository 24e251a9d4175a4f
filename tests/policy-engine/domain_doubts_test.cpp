// What the directory and SYSVOL leave open, beyond the cases D1 to D20: never taken for an answer.

#include "domain_with_x.hpp"

#include <gpseal/policy/gp_link.hpp>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

TEST_CASE("domain: a Registry.pol that is missing although the version says otherwise is replication lag for two runs")
{
    WithX domain;
    domain.x().registry_pol = {.status = FileStatus::absent};
    for (domain.x().absent_runs = 0; domain.x().absent_runs < 2; ++domain.x().absent_runs) {
        check_kept(domain);
    }
    CHECK(domain.resolve().completeness == Completeness::complete); // then the absence is honoured
    CHECK(domain.decide().state == PolicyState::not_configured);
    domain.x().absent_runs = 0;
    domain.x().last_good.reset();
    check_unknown(domain);
    // one that never had a Registry.pol is not missing it
    domain.x().last_good = LastGoodCopy{.registry_pol = {.status = FileStatus::absent}, .version = {3, 3}};
    CHECK(domain.resolve().completeness == Completeness::complete);
}

TEST_CASE("domain: a security descriptor that is not there or damaged is never no filter")
{
    WithX domain;
    domain.x().attributes.security_descriptor.reset();
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"x security_filter"});
    check_unknown(domain);
    domain.x().attributes.security_descriptor = std::vector<std::byte>();
    check_unknown(domain);
    domain.x().attributes.security_descriptor = SddlWriter::dacl("(XA;;GA;;;AU)");
    check_unknown(domain);
}

TEST_CASE("domain: files that nobody read, and attributes that are no list, are doubts")
{
    WithX domain;
    domain.x().registry_pol = {};
    check_kept(domain);
    WithX other;
    other.x().attributes.machine_extension_names = "[{35378EAC";
    CHECK(denials(other.resolve()) == std::vector<std::string>{"x no_registry_cse"});
    check_unknown(other);
}

TEST_CASE("domain: a last good copy that is damaged itself counts for nothing")
{
    WithX domain;
    fail_file(domain.x().registry_pol);
    domain.x().last_good->registry_pol.content = pol_bytes("bad");
    check_unknown(domain);
}

TEST_CASE("domain: a computer whose groups are not known has no answer")
{
    WithX domain;
    domain.snapshot().token = {"S-1-5-11"};
    check_unusable(domain);
    domain.snapshot().token = {"S-1-5-21-1-2-3-1104", "Domain Computers"};
    check_unusable(domain);
    domain.snapshot().token = {};
    check_unusable(domain);
}

TEST_CASE("domain: one odd link is skipped, and is a doubt, as is a gPLink that ends within a link")
{
    WithX domain;
    domain.unit().gp_link = "[LDAP://nonsense;0]" + link_to("x");
    CHECK(domain.resolve().completeness == Completeness::degraded);
    CHECK(has(domain.resolve(), "malformed_link"));
    CHECK(domain.decide().state == PolicyState::enabled);
    domain.unit().gp_link = link_to("x") + "[LDAP://CN=";
    CHECK(domain.resolve().completeness == Completeness::degraded);
    CHECK(domain.decide().state == PolicyState::enabled);
    domain.unit().gp_link = std::string(max_gp_link_size + 1, ' ');
    check_unusable(domain);
    domain.unit().gp_link = link_to("x");
    domain.unit().gp_options = "yes";
    CHECK(domain.resolve().completeness == Completeness::degraded);
}
