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

TEST_CASE("cycle: enabling watches first, then sets, then cuts")
{
    Machine machine;
    machine.policy(1);
    const auto outcome = machine.run();
    CHECK(machine.log == Log{"guard 1", "samba 2", "guard 2"});
    CHECK(outcome.changes.size() == 2);
    CHECK(outcome.failures.empty());
}

TEST_CASE("cycle: a second run changes nothing")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    const auto again = machine.run();
    CHECK(machine.log.empty());
    CHECK(again.changes.empty());
    CHECK(again.report.seq == 2);
}

TEST_CASE("cycle: disabling takes back in the reverse order")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    machine.policy(0);
    const auto outcome = machine.run();
    CHECK(machine.log == Log{"samba 0", "guard 0"});
    CHECK(outcome.report.verdict.result == ComplianceResult::not_applicable);
    CHECK(outcome.code == ExitCode::ok);
}

TEST_CASE("cycle: a failed read changes nothing and says stale")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    machine.lose_source();
    const auto outcome = machine.run();
    CHECK(machine.log.empty());
    CHECK(outcome.report.policy.decision.mandate == EncryptionMandate::required);
    CHECK(outcome.report.health.status == HealthStatus::stale);
    CHECK(worst(outcome.code, ExitCode::stale) != ExitCode::ok);
}

TEST_CASE("cycle: drift is repaired while the source is away")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    machine.lose_source();
    machine.samba.protection = 0;
    machine.guard.protection = 0;
    (void)machine.run();
    CHECK(machine.samba.protection == 2);
    CHECK(machine.guard.protection == 2);
}

TEST_CASE("cycle: a run that repairs keeps whose word policy is, one that looked in vain does not")
{
    Machine machine;
    machine.policy(1);
    machine.source.controllers = {"dc1.corp.example"};
    CHECK(machine.run().report.policy.controller == "dc1.corp.example");
    machine.lose_source(); // not asked
    machine.source.controllers.clear();
    machine.options.repair = true;
    machine.samba.protection = 0;
    CHECK(machine.run().report.policy.controller == "dc1.corp.example");
    machine.options.repair = false;
    CHECK(machine.run().report.policy.controller.empty());
}

TEST_CASE("cycle: with nothing known and no source nothing is touched, and the answer is unknown")
{
    Machine machine;
    machine.lose_source();
    const auto outcome = machine.run();
    CHECK(machine.log.empty());
    CHECK(outcome.report.verdict.result == ComplianceResult::unknown);
    CHECK(outcome.code == ExitCode::stale);
}

TEST_CASE("cycle: damaged last known good lets go of nothing that is in force")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    spill(machine.folder.path() / "var/lib/gpseal/last-known-good", "{}");
    machine.lose_source();
    const auto outcome = machine.run();
    CHECK(machine.samba.protection == 2);
    CHECK(machine.guard.protection == 2);
    CHECK(outcome.report.policy.decision.mandate == EncryptionMandate::required);
}

TEST_CASE("cycle: what stands is required although last known good says none, or is lost")
{
    Machine machine;
    machine.policy(0);
    (void)machine.run();
    machine.lose_source();
    machine.guard.protection = 2; // as a run leaves it that died while it tightened
    CHECK(machine.run().report.policy.decision.mandate == EncryptionMandate::required);
    CHECK(machine.samba.protection == 2);
    std::filesystem::remove_all(machine.folder.path() / "var");
    CHECK(machine.run().report.policy.decision.mandate == EncryptionMandate::required);
}

TEST_CASE("cycle: a change that failed is not among the changes")
{
    Machine machine;
    machine.policy(1);
    machine.samba.apply_fails = Error{Errc::io, "read-only", "smb.conf"};
    const auto outcome = machine.run();
    REQUIRE(outcome.changes.size() == 1);
    CHECK(outcome.changes[0].target == "guard");
}

TEST_CASE("cycle: loosening that fails at the settings leaves the guard in force")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    machine.policy(0);
    machine.samba.apply_fails = Error{Errc::io, "read-only", "smb.conf"};
    (void)machine.run();
    CHECK(machine.guard.protection == 2);
    machine.lose_source();
    CHECK(machine.run().report.policy.decision.mandate == EncryptionMandate::required);
}

TEST_CASE("cycle: credentials that cannot be read make connections inconclusive and keep nothing from being applied")
{
    Machine machine;
    machine.policy(1);
    machine.options.servers = {{"server", 445, "share", ""}};
    machine.options.credentials = fail(Errc::not_found, "is not there", "credentials");
    const auto outcome = machine.run();
    CHECK(machine.samba.protection == 2);
    REQUIRE(outcome.report.effective.size() == 2);
    CHECK(outcome.report.effective[0].verdict == ProbeVerdict::inconclusive);
}

TEST_CASE("cycle: the preference is applied where no GPO says anything, and taken back only by a complete run")
{
    Machine machine;
    machine.source.pols = {PolBuilder().bytes()};
    machine.options.preference.require_encryption = true;
    const auto outcome = machine.run();
    CHECK(machine.samba.protection == 2);
    CHECK(outcome.report.policy.source == MandateSource::preference);
    CHECK(report_from_json(to_json(outcome.report), "x").value().policy.source == MandateSource::preference);
    CHECK(machine.verify().report.policy.source == MandateSource::preference);
    CHECK(machine.verify().report.health.reasons.empty());
    machine.options.preference.require_encryption.reset();
    machine.lose_source();
    CHECK(machine.run().report.policy.decision.mandate == EncryptionMandate::required);
    CHECK(machine.samba.protection == 2);
    machine.source.problems.clear();
    machine.source.pols = {PolBuilder().bytes()};
    CHECK(machine.run().report.policy.decision.mandate == EncryptionMandate::none);
    CHECK(machine.samba.protection == 0);
    CHECK(machine.guard.protection == 0);
}

TEST_CASE("cycle: policy that disables outranks the preference")
{
    Machine machine;
    machine.options.preference.require_encryption = true;
    machine.policy(0);
    CHECK(machine.run().report.policy.source == MandateSource::policy);
    CHECK(machine.samba.protection == 0);
}

TEST_CASE("cycle: a preference that was damaged leaves in force what is, and starts nothing")
{
    for (const bool in_force : {true, false}) {
        Machine machine;
        machine.source.pols = {PolBuilder().bytes()};
        machine.options.preference.require_encryption = in_force;
        (void)machine.run();
        machine.options.preference = {{}, Error{Errc::malformed, "is damaged", "preference"}};
        const auto outcome = machine.run();
        CHECK(machine.log.empty());
        CHECK(machine.samba.protection == (in_force ? 2 : 0));
        CHECK(outcome.report.health.status == HealthStatus::degraded);
        CHECK(worst(outcome.code, ExitCode::ok) != ExitCode::ok);
    }
}

TEST_CASE("cycle: one stack that fails does not keep the other from tightening")
{
    Machine machine;
    machine.policy(1);
    machine.guard.apply_fails = Error{Errc::unsupported, "nft is not installed", "guard"};
    const auto outcome = machine.run();
    CHECK(machine.samba.protection == 2);
    CHECK(outcome.code == ExitCode::not_applied);
    CHECK(outcome.report.verdict.result == ComplianceResult::fail);
}

TEST_CASE("cycle: a dry run writes nothing and says what is pending")
{
    Machine machine;
    machine.policy(1);
    machine.options.dry_run = true;
    const auto outcome = machine.run();
    CHECK(machine.log.empty());
    CHECK(outcome.changes.size() == 2);
    CHECK(outcome.code == ExitCode::not_compliant);
    CHECK(std::filesystem::is_empty(machine.folder.path()));
}

TEST_CASE("cycle: under --root nothing proves the guard, so the verdict is unknown")
{
    Machine machine;
    machine.policy(1);
    const auto outcome = machine.run();
    CHECK_FALSE(outcome.report.canary);
    CHECK(outcome.report.verdict.result == ComplianceResult::unknown);
    CHECK(outcome.code == ExitCode::unknown);
}

TEST_CASE("cycle: an exemption that stands is in the report and fails it; one that is over is not")
{
    Machine machine;
    machine.policy(1);
    const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    machine.options.exemptions = {{"192.0.2.1", 445, now + std::chrono::hours(1), "old scanner"},
                                  {"192.0.2.2", 445, now - std::chrono::hours(1), "older scanner"}};
    for (const auto& outcome : {machine.run(), machine.verify()}) {
        REQUIRE(outcome.report.exemptions.size() == 1);
        CHECK(outcome.report.exemptions[0].address == "192.0.2.1");
        CHECK(outcome.report.verdict.result == ComplianceResult::fail);
    }
}

TEST_CASE("cycle: what a run may not loosen stays as it is, and is no failure")
{
    Machine machine;
    machine.policy(0);
    (void)machine.run(); // nothing is required, and nothing is asked of the other policies
    machine.guard.protection = 1;
    machine.lose_source();
    const auto outcome = machine.run();
    CHECK(outcome.report.policy.decision.mandate == EncryptionMandate::none);
    CHECK(outcome.failures.empty());
    CHECK(outcome.changes.empty());
    CHECK(machine.guard.protection == 1);
    machine.policy(0);
    (void)machine.run();
    CHECK(machine.guard.protection == 0);
}
