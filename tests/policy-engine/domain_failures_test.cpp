// What goes wrong between a directory and a decision: the cases D1 to D20 that can be told from values alone. The
// others (files untouched, retries, kills, locks) belong to who collects and applies.

#include "domain_with_x.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;

TEST_CASE("D1: no domain controller is no answer, not an empty list")
{
    WithX domain;
    domain.snapshot().problems.push_back({Errc::timeout, "does not answer", "dc1.corp.example"});
    check_unusable(domain);
    domain.snapshot() = DomainSnapshot{};
    check_unusable(domain);
    domain.snapshot().problems.push_back({Errc::timeout, "does not answer", "dc1.corp.example"});
    check_unusable(domain);
    CHECK(domain.resolve().problems.size() == 1); // what was never asked for is no news
}

TEST_CASE("D2: a directory without SYSVOL keeps what was read before")
{
    WithX domain;
    fail_file(domain.x().gpt_ini);
    fail_file(domain.x().registry_pol);
    check_kept(domain);
    CHECK(domain.resolve().problems.size() == 1); // one way failed, not two files
    CHECK(domain.resolve().problems[0].message == "its gpt.ini and Registry.pol could not be read: connection reset");
    domain.x().registry_pol.problem->message = "access denied";
    CHECK(domain.resolve().problems.size() == 2);
    check_kept(domain);
    domain.x().last_good.reset();
    check_unknown(domain);
}

TEST_CASE("a file that is not there is said with the place where it was looked for")
{
    WithX domain;
    domain.x().gpt_ini = {.status = FileStatus::absent, .path = "sysvol/corp.example/Policies/{X}/GPT.INI"};
    CHECK(domain.resolve().problems.front().message ==
          "has no gpt.ini, looked for at sysvol/corp.example/Policies/{X}/GPT.INI");
    CHECK(domain.resolve().problems.front().where.starts_with("GPO 'x'"));
}

TEST_CASE("D3: an error for one scope is no answer, not an empty list")
{
    for (std::size_t i = 0; i < 2; ++i) {
        WithX domain;
        auto& som = domain.snapshot().soms[i];
        som.gp_link.reset();
        som.problem = Error{Errc::timeout, "size limit exceeded", ""};
        check_unusable(domain);
        CHECK(domain.resolve().problems.front().where == som.dn);
    }
    WithX domain;
    domain.snapshot().soms.pop_back(); // the domain was never searched
    check_unusable(domain);
}

TEST_CASE("D4: a truncated Registry.pol keeps the last good one")
{
    const auto whole = pol_bytes("1");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        WithX domain;
        auto& file = domain.x().registry_pol;
        file.content.resize(size);
        check_kept(domain); // the server said how long it is
        file.reported_size.reset();
        check_kept(domain); // cut off between two entries a file looks whole
        domain.x().last_good.reset();
        file.reported_size = whole.size();
        check_unknown(domain);
    }
}

TEST_CASE("D4: a Registry.pol of unknown length may tighten, and nothing else")
{
    WithX domain;
    domain.x().registry_pol.reported_size.reset();
    check_kept(domain);
    domain.x().last_good.reset();
    CHECK(domain.resolve().completeness == Completeness::degraded);
    CHECK(domain.decide().state == PolicyState::enabled);
    domain.x().registry_pol.content = pol_bytes("0");
    check_unknown(domain);
}

TEST_CASE("D5: a Registry.pol of no bytes, or with another signature, keeps the last good one")
{
    WithX domain;
    domain.x().registry_pol = file_with({});
    check_kept(domain);
    domain.x().registry_pol = file_with(pol_bytes("bad"));
    check_kept(domain);
}

TEST_CASE("D6: a Registry.pol with nothing in it, and a new version, is not configured")
{
    WithX domain;
    domain.set_version(4, 4);
    domain.x().registry_pol = file_with(pol_bytes("unset"));
    CHECK(domain.resolve().completeness == Completeness::complete);
    CHECK(domain.resolve().findings.empty());
    CHECK(domain.decide().state == PolicyState::not_configured);
}

TEST_CASE("D7: a GPO that is no longer linked says nothing any more")
{
    WithX domain;
    domain.unit().gp_link.reset();
    CHECK(domain.resolve().completeness == Completeness::complete);
    CHECK(domain.decide().state == PolicyState::not_configured);
    CHECK(domain.decide().mandate == EncryptionMandate::none);
}

TEST_CASE("D8: a restored backup with a lower version counts, and is noticed")
{
    WithX domain;
    domain.set_version(2, 2);
    domain.x().registry_pol = file_with(pol_bytes("0"));
    CHECK(domain.resolve().completeness == Completeness::complete);
    CHECK(has(domain.resolve(), "version_rollback"));
    CHECK(domain.decide().state == PolicyState::disabled);
}

TEST_CASE("D9: when SYSVOL lags behind, what SYSVOL holds counts, and the mismatch is told")
{
    WithX domain;
    domain.set_version(4, 3);
    const auto result = domain.resolve();
    CHECK(result.completeness == Completeness::complete);
    CHECK(has(result, "version_mismatch"));
    CHECK(result.applied.at(0).identity.version == GpoVersion{4, 3});
    CHECK(domain.decide().state == PolicyState::enabled);
}

TEST_CASE("D10: an unrelated GPO that cannot be read is denied, and the others go on")
{
    WithX domain;
    domain.unit().gp_link = link_to("x") + link_to("y");
    domain.gpo({.name = "y", .read = false});
    CHECK(domain.resolve().completeness == Completeness::complete);
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"y not_found_or_no_read"});
    CHECK(domain.decide().state == PolicyState::enabled);
    domain.snapshot().gpos.back() = {
        .dn = gpo_dn("y"), .lookup = GpoLookup::failed, .problem = Error{Errc::timeout, "timed out", ""}};
    CHECK(domain.resolve().completeness == Completeness::degraded); // an error is not an answer
    CHECK(domain.decide().state == PolicyState::enabled);
    domain.snapshot().gpos.pop_back(); // never searched
    CHECK(domain.resolve().completeness == Completeness::degraded);
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"y not_found_or_no_read"});
}

TEST_CASE("D13: an edit of a lower GPO does not unseat the winner")
{
    WithX domain;
    domain.domain().gp_link = link_to("low");
    domain.gpo({.name = "low", .pol = "0", .version = 9, .gpt_version = 9});
    CHECK(domain.decide().state == PolicyState::enabled);
    CHECK(name_of(domain.decide().winner->gpo) == "x");
    CHECK(name_of(domain.decide().losers.at(0).gpo) == "low");
}

TEST_CASE("D16: gpt.ini without Version is version 0; without [General], or not there, it is a doubt")
{
    WithX domain;
    domain.x().gpt_ini = file_with(bytes_of("[General]\r\ndisplayName=x\r\n"));
    CHECK(domain.resolve().completeness == Completeness::complete);
    CHECK(domain.resolve().applied.at(0).identity.version.sysvol == 0);
    for (const auto* const text : {"", "Version=3\r\n", "[General]\r\nVersion=abc\r\n"}) {
        domain.x().gpt_ini = file_with(bytes_of(text));
        CHECK(domain.resolve().completeness == Completeness::degraded);
        CHECK(domain.decide().state == PolicyState::enabled); // the bytes decide, not the version
    }
    domain.x().gpt_ini = {.status = FileStatus::absent};
    CHECK(domain.resolve().completeness == Completeness::degraded);
    domain.x().registry_pol = file_with(pol_bytes("0"));
    check_unknown(domain); // and a doubt never loosens
}

TEST_CASE("D18: a GPO whose path leads elsewhere is denied, and its silence loosens nothing")
{
    WithX domain;
    domain.x().attributes.file_sys_path = "\\\\evil\\sysvol\\corp.example\\Policies\\..\\..\\" + guid_of("x");
    CHECK(denials(domain.resolve()) == std::vector<std::string>{"x not_found_or_no_read"});
    check_unknown(domain);
}

TEST_CASE("D19: two GPOs of the same display name are two GPOs")
{
    WithX domain;
    domain.x().attributes.display_name = "SMB";
    domain.unit().gp_link = link_to("x") + link_to("y");
    domain.gpo({.name = "y", .display_name = "SMB", .pol = "0"});
    CHECK(precedence(domain.resolve()) == std::vector<std::string>{"y", "x"});
    CHECK(domain.decide().state == PolicyState::disabled);
}

TEST_CASE("D20: no site is no site links; an error about the site is no answer")
{
    WithX domain;
    CHECK(domain.resolve().completeness == Completeness::complete);
    domain.snapshot().site_status = SiteStatus::failed;
    check_unusable(domain);
    domain.snapshot().site_status = SiteStatus::known; // and nobody searched it
    check_unusable(domain);
}
