// What a cycle does when what it found cannot be kept: the disk is full, read-only or broken.

#include "fake_machine.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

TEST_CASE("cycle: a state folder that cannot be written is said once")
{
    Machine machine;
    machine.policy(1);
    spill(machine.folder.path() / "var", "no folder");
    const auto failures = machine.run().failures;
    for (std::size_t i = 0; i < failures.size(); ++i) {
        CHECK(std::count(failures.begin(), failures.end(), failures[i]) == 1);
    }
    CHECK_FALSE(failures.empty());
}

TEST_CASE("cycle: what cannot be kept is not let go, and what is required is set all the same")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    const auto state = machine.folder.path() / "var/lib/gpseal";
    for (const std::string name : {"journal.jsonl", "report.json", ".last-known-good.gpseal-new"}) {
        CAPTURE(name);
        const bool is_kept = std::filesystem::exists(state / name);
        if (is_kept) {
            std::filesystem::rename(state / name, state / (name + ".kept"));
        }
        std::filesystem::create_directory(state / name); // not to be written, nor removed
        spill(state / name / "in the way", "");
        machine.log.clear();
        machine.policy(0);
        const auto off = machine.run();
        CHECK(machine.log.empty());
        CHECK(machine.samba.protection == 2);
        CHECK_FALSE(off.failures.empty());
        machine.policy(1);
        machine.samba.protection = 0;
        (void)machine.run();
        CHECK(machine.samba.protection == 2);
        std::filesystem::remove_all(state / name);
        if (is_kept) {
            std::filesystem::rename(state / (name + ".kept"), state / name);
        }
    }
    machine.policy(0);
    CHECK(machine.run().code == ExitCode::ok);
    CHECK(machine.samba.protection == 0);
    CHECK(std::filesystem::exists(state / "last-known-good"));
}

TEST_CASE("cycle: after a revert status says what policy wants and that it was taken back")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    (void)machine.revert();
    const auto status = machine.status().value();
    CHECK(status.policy.decision.mandate == policy::EncryptionMandate::required);
    CHECK(status.verdict.result == ComplianceResult::fail);
    REQUIRE_FALSE(status.verdict.reasons.empty());
    CHECK(status.verdict.reasons.front() == "gpseal revert took back what was set; gpseal refresh sets it again");
    machine.policy(0);
    (void)machine.run();
    (void)machine.revert();
    CHECK(machine.status().value().verdict.result == ComplianceResult::unknown);
}

TEST_CASE("cycle: what no policy is known to ask for is in force, and never compliant")
{
    Machine machine;
    machine.lose_source();
    SUBCASE("a local preference")
    {
        machine.options.preference.require_encryption = true;
    }
    SUBCASE("bootstrap")
    {
        machine.options.bootstrap = Bootstrap::enforce;
    }
    const auto is_doubted = [](const ComplianceReport& report) {
        const auto& reasons = report.verdict.reasons;
        return report.verdict.result == ComplianceResult::unknown &&
               std::any_of(reasons.begin(), reasons.end(), [](const std::string& reason) {
                   return reason.starts_with("what the domain's policy says is not known");
               });
    };
    for (const auto& outcome : {machine.run(), machine.verify()}) {
        CHECK(outcome.report.policy.decision.mandate == policy::EncryptionMandate::required);
        CHECK(is_doubted(outcome.report));
    }
    CHECK(machine.samba.protection == 2);
    CHECK(is_doubted(machine.status().value()));
    machine.policy(1);
    CHECK_FALSE(is_doubted(machine.run().report));
}

TEST_CASE("cycle: a look that began before the one applied last loosens nothing, and may tighten")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    machine.policy(0);
    machine.source.began = std::chrono::nanoseconds(1);
    const auto older = machine.run();
    CHECK(older.report.policy.decision.mandate == policy::EncryptionMandate::required);
    CHECK(older.report.health.status == HealthStatus::degraded);
    CHECK(machine.samba.protection == 2);
    machine.source.began.reset();
    CHECK(machine.run().code == ExitCode::ok);
    CHECK(machine.samba.protection == 0);
    machine.policy(1);
    machine.source.began = std::chrono::nanoseconds(1);
    (void)machine.run();
    CHECK(machine.samba.protection == 2);
}

TEST_CASE("cycle: a guard that configuration weakens is not weakened where that cannot be kept")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    const auto journal = machine.folder.path() / "var/lib/gpseal/journal.jsonl";
    std::filesystem::remove(journal);
    std::filesystem::create_directory(journal);
    machine.options.guard = GuardMode::off;
    machine.options.guard_origin = "gpseal.conf:1";
    CHECK_FALSE(machine.run().failures.empty());
    CHECK(machine.guard.protection == 2);
    std::filesystem::remove(journal);
    (void)machine.run();
    CHECK(machine.guard.protection == 0);
}

TEST_CASE("cycle: a server that the time for connections does not reach is inconclusive, never left out")
{
    Machine machine;
    machine.policy(1);
    machine.options.servers = {{.server = "one", .share = "share"}, {.server = "two", .share = "share"}};
    CHECK(machine.run().report.effective[0].verdict == ProbeVerdict::encrypted);
    machine.options.connect_for = std::chrono::seconds(0);
    const auto report = machine.run().report;
    REQUIRE(report.effective.size() == 4);
    for (const auto& state : report.effective) {
        CHECK(state.verdict == ProbeVerdict::inconclusive);
        CHECK(state.error.starts_with("was not tried"));
    }
    CHECK(report.verdict.result == ComplianceResult::unknown);
}
