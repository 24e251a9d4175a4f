#include "fake_machine.hpp"
#include "pol_builder.hpp"
#include "service/sha256.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using Log = std::vector<std::string>;
using policy::EncryptionMandate;
using policy::PolicyState;

TEST_CASE("verify: tells drift and changes nothing")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    machine.samba.protection = 0;
    const auto outcome = machine.verify();
    CHECK(machine.samba.protection == 0);
    CHECK(outcome.report.verdict.result == ComplianceResult::fail);
    CHECK(outcome.code == ExitCode::not_compliant);
}

TEST_CASE("verify: does not make fresh what the last run found stale")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    machine.lose_source();
    CHECK(machine.run().report.health.status == HealthStatus::stale);
    for (int i = 0; i < 2; ++i) {
        const auto outcome = machine.verify();
        CHECK(outcome.report.health.status == HealthStatus::stale);
        CHECK(outcome.report.health.reasons.size() == 1);
        CHECK(machine.status()->health.status == HealthStatus::stale);
    }
    machine.policy(1);
    (void)machine.run();
    CHECK(machine.verify().report.health.status == HealthStatus::ok);
}

TEST_CASE("verify: what the last run found in the domain is told until the next one")
{
    Machine machine;
    machine.policy(1);
    machine.source.findings = {{Severity::warning, "version_mismatch", "lags behind", "", "GPO 'A'"}};
    CHECK(machine.run().code == agent::ExitCode::unknown); // nothing proves the guard under --root, and that is all
    CHECK(machine.status()->health.findings == machine.source.findings);
    const auto outcome = machine.verify();
    CHECK(outcome.report.health.status == HealthStatus::ok);
    CHECK(outcome.report.health.findings == machine.source.findings);
    machine.source.findings.clear();
    (void)machine.run();
    CHECK(machine.verify().report.health.findings.empty());
}

TEST_CASE("verify: on a machine that never had a policy the answer is unknown")
{
    Machine machine;
    CHECK(machine.verify().report.verdict.result == ComplianceResult::unknown);
}

TEST_CASE("revert: takes everything back whatever policy says")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    const auto outcome = machine.revert();
    CHECK(machine.samba.protection == 0);
    CHECK(machine.guard.protection == 0);
    CHECK(outcome.code == ExitCode::ok);
    CHECK(outcome.changes.size() == 2);
}

TEST_CASE("verdict: plaintext on the wire is never compliant, and what proves nothing is never compliant")
{
    ComplianceReport report;
    report.policy.decision.mandate = EncryptionMandate::required;
    report.configured = {{"samba", "client smb encrypt", "required", "required", true, false},
                         {"guard", "nft table inet gpseal", "enforce", "enforce", true, false}};
    report.canary = CanaryResult{.refused = true, .detail = "", .at = {}};
    const auto with = [&](ProbeVerdict verdict) {
        auto copy = report;
        copy.effective.push_back({.verdict = verdict, .at = {}});
        copy.verdict = judge_compliance(copy, {});
        return copy;
    };
    CHECK(judge_compliance(report, {}).result == ComplianceResult::pass);
    CHECK(with(ProbeVerdict::encrypted).verdict.result == ComplianceResult::pass);
    CHECK(with(ProbeVerdict::plaintext_allowed).verdict.result == ComplianceResult::fail);
    CHECK(with(ProbeVerdict::unreachable).verdict.result == ComplianceResult::unknown);
    CHECK(with(ProbeVerdict::inconclusive).verdict.result == ComplianceResult::unknown);
    const auto refused = with(ProbeVerdict::refused_as_required);
    CHECK(refused.verdict.result == ComplianceResult::pass);
    CHECK(exit_code_of(refused) == ExitCode::not_compliant); // a given server must work encrypted
    for (const auto verdict : {ProbeVerdict::unreachable, ProbeVerdict::inconclusive}) {
        auto tried = with(verdict); // a test connection asked for that proved nothing, mandate or none
        CHECK(exit_code_of(tried) == ExitCode::unknown);
        tried.policy.decision.mandate = EncryptionMandate::none;
        tried.verdict = judge_compliance(tried, {});
        CHECK(tried.verdict.result == ComplianceResult::not_applicable);
        CHECK(exit_code_of(tried) == ExitCode::unknown);
    }

    auto open = report;
    open.canary->refused = false;
    CHECK(judge_compliance(open, {}).result == ComplianceResult::fail);
    open.canary->refused.reset();
    CHECK(judge_compliance(open, {}).result == ComplianceResult::unknown);
    auto exempt = report;
    exempt.exemptions.push_back({"192.0.2.1", 445, {}, "old scanner"});
    CHECK(judge_compliance(exempt, {}).result == ComplianceResult::fail);
    auto unseen = report;
    unseen.configured[0].known = false;
    CHECK(judge_compliance(unseen, {}).result == ComplianceResult::unknown);
    unseen.configured.erase(unseen.configured.begin() + 1); // the guard's
    unseen.configured[0].known = true;
    CHECK(judge_compliance(unseen, {}).result == ComplianceResult::unknown);
    unseen.configured.clear();
    CHECK(judge_compliance(unseen, {}).result == ComplianceResult::unknown);
    auto mandateless = report;
    mandateless.policy.decision.mandate.reset();
    CHECK(judge_compliance(mandateless, {}).result == ComplianceResult::unknown);
    CHECK(judge_compliance(report, {Error{Errc::io, "disk full", "smb.conf"}}).result == ComplianceResult::fail);
}
TEST_CASE("verdict: what the guard covers is a finding while it is seen to cut, and not compliant when it is not")
{
    ComplianceReport report;
    report.policy.decision.mandate = policy::EncryptionMandate::required;
    report.canary = CanaryResult{.refused = true, .detail = "", .at = {}};
    report.configured = {{.stack = "guard", .target = "table", .wanted = "enforce", .found = "enforce"},
                         {.stack = "mounts",
                          .target = "mount /mnt",
                          .wanted = "sealed",
                          .found = "not sealed",
                          .drift = true,
                          .guard_covers = true}};
    const auto verdict = judge_compliance(report, {});
    CHECK(verdict.result == ComplianceResult::pass);
    REQUIRE(verdict.findings.size() == 1);
    report.verdict = verdict;
    CHECK(exit_code_of(report) == ExitCode::not_compliant);
    CHECK(report_from_json(to_json(report), "t")->configured == report.configured);

    report.canary->refused = std::nullopt;
    CHECK(judge_compliance(report, {}).result == ComplianceResult::fail);
    report.canary->refused = true;
    report.configured[0].found = "audit";
    CHECK(judge_compliance(report, {}).result == ComplianceResult::fail);
    report.configured[0].found = "enforce";
    report.configured[1].guard_covers = false;
    CHECK(judge_compliance(report, {}).result == ComplianceResult::fail);
}
