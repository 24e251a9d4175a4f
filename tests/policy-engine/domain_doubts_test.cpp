// What the directory and SYSVOL leave open, beyond the cases D1 to D20: never taken for an answer.

#include "domain_with_x.hpp"

#include <gpseal/policy/gp_link.hpp>
#include <gpseal/policy/security_settings.hpp>

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
}

TEST_CASE("domain: that a GPO had no Registry.pol counts for the versions at which it had none, and for no other")
{
    WithX domain;
    domain.x().registry_pol = {.status = FileStatus::absent};
    domain.x().last_good = LastGoodCopy{.registry_pol = {.status = FileStatus::absent}, .version = {3, 3}};
    CHECK(domain.resolve().completeness == Completeness::complete);
    CHECK(domain.decide().state == PolicyState::not_configured);
    for (const auto& version : {GpoVersion{0, 0}, {3, 0}, {0, 3}, {2, 3}, {3, 4}, {std::nullopt, 3}}) {
        domain.x().last_good->version = version;
        check_unknown(domain);
    }
    domain.x().last_good->version = {0, 0};
    for (const auto& [directory, sysvol] : {std::pair(3U, 0U), {0U, 3U}, {1U, 1U}}) {
        domain.set_version(directory, sysvol);
        check_unknown(domain);
    }
    domain.set_version(0, 0);
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"x empty"});
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

namespace {

const std::string security_alone = "[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]";

std::optional<WorkstationNumber> signing_of(const DomainSnapshot& snapshot)
{
    const auto decided = decide_workstation_policies(snapshot);
    const auto* const found = find(decided.settings, WorkstationPolicy::require_signing);
    return found == nullptr ? std::nullopt : found->number;
}

} // namespace

TEST_CASE("domain: security settings apply by their own extension, without registry policy")
{
    WithX domain;
    auto& gpo = domain.x();
    gpo.attributes.machine_extension_names = security_alone;
    gpo.registry_pol = {};
    gpo.last_good.reset();
    gpo.security_template =
        file_with(bytes_of("[Registry Values]\r\nMACHINE\\System\\CurrentControlSet\\Services\\LanmanWorkstation\\"
                           "Parameters\\RequireSecuritySignature=4,1\r\n"),
                  "GptTmpl.inf");
    const auto result = domain.resolve();
    CHECK(result.completeness == Completeness::complete);
    CHECK(denials(result).empty()); // it applies, with what it has
    CHECK(precedence(result) == std::vector<std::string>{"x"});
    CHECK(decide_require_encryption(result).state == PolicyState::not_configured);
    CHECK(signing_of(domain.snapshot()) == 1);
    CHECK(gpos_to_read(domain.snapshot()) == std::vector<std::string>{gpo.dn});
    gpo.attributes.wql_filter = "[corp.example;{B0F1FF0A-0000-0000-0000-000000000000};0]";
    CHECK(signing_of(domain.snapshot()) == 1); // not evaluated, so the stricter counts
    gpo.attributes.wql_filter.reset();
    gpo.security_template = {.status = FileStatus::absent};
    CHECK(domain.resolve().completeness == Completeness::complete);
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"x no_registry_cse"});
    gpo.gpt_ini = {.status = FileStatus::absent}; // the folder may be gone as a whole
    CHECK(domain.resolve().completeness == Completeness::degraded);
}

TEST_CASE("domain: security settings of a GPO of version 0 in the directory and in SYSVOL do not apply")
{
    const auto signing = [](int number) {
        return file_with(bytes_of("[Registry Values]\r\nMACHINE\\System\\CurrentControlSet\\Services\\"
                                  "LanmanWorkstation\\Parameters\\RequireSecuritySignature=4," +
                                  std::to_string(number) + "\r\n"),
                         "GptTmpl.inf");
    };
    WithX domain;
    domain.unit().gp_link = link_to("s") + link_to("x"); // x outranks s
    domain.gpo({.name = "s", .version = 3, .gpt_version = 3, .extensions = security_alone}).security_template =
        signing(1);
    for (auto& gpo : domain.snapshot().gpos) {
        gpo.registry_pol = {};
        gpo.attributes.machine_extension_names = security_alone;
    }
    domain.x().security_template = signing(0);
    domain.x().last_good.reset();
    CHECK(signing_of(domain.snapshot()) == 0);
    domain.set_version(0, 0);
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"x empty"});
    CHECK(precedence(domain.resolve()) == std::vector<std::string>{"s"});
    CHECK(domain.resolve().completeness == Completeness::complete);
    CHECK(signing_of(domain.snapshot()) == 1);
    domain.x().attributes.wql_filter = "[corp.example;{B0F1FF0A-0000-0000-0000-000000000000};0]";
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"x empty"});
    domain.x().attributes.wql_filter.reset();
    for (const auto& [directory, sysvol] : {std::pair(3U, 0U), {0U, 3U}}) { // an edit on its way is not empty
        domain.set_version(directory, sysvol);
        CHECK(denials(domain.resolve()).empty());
        CHECK(has(domain.resolve(), "version_mismatch"));
        CHECK(signing_of(domain.snapshot()) == 0);
    }
}

TEST_CASE("domain: security settings that cannot be read, or not wholly, are a doubt")
{
    WithX domain;
    auto& gpo = domain.x();
    gpo.attributes.machine_extension_names = security_alone;
    gpo.registry_pol = {};
    fail_file(gpo.security_template);
    CHECK(domain.resolve().completeness == Completeness::degraded);
    for (const auto* const text :
         {"[Registry Values]\r\nMACHINE\\A\\B=4", "[Registry Values]\r\nMACHINE\\A\\B=4,1\r\n"}) {
        gpo.security_template = file_with(bytes_of(text), "GptTmpl.inf");
        gpo.security_template.reported_size.reset();
        CHECK(domain.resolve().completeness == Completeness::degraded);
    }
    gpo.security_template.reported_size = 1000;
    CHECK(domain.resolve().completeness == Completeness::degraded);
}

TEST_CASE("domain: a GPO without gPCFileSysPath tightens, loosens nothing, and is a doubt until somebody mends it")
{
    WithX domain;
    domain.x().attributes.file_sys_path.reset();
    CHECK(gpos_to_read(domain.snapshot()) == std::vector<std::string>{domain.x().dn});
    CHECK(domain.resolve().completeness == Completeness::degraded);
    CHECK(precedence(domain.resolve()) == std::vector<std::string>{"x"});
    CHECK(domain.decide().state == PolicyState::enabled);
    CHECK(domain.resolve().problems.size() == 1);

    domain.x().registry_pol = file_with(pol_bytes("0"));
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"x not_found_or_no_read"});
    check_unknown(domain); // not "disabled"
    domain.domain().gp_link = link_to("y");
    domain.gpo({.name = "y", .pol = "1"});
    CHECK(domain.decide().state == PolicyState::enabled); // nor does it take the word of another

    WithX empty;
    empty.x().attributes.file_sys_path = "";
    CHECK(denials(empty.resolve()) == std::vector<std::string>{"x not_found_or_no_read"});
    check_unknown(empty);
}
