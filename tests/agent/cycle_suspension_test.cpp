#include "fake_machine.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using namespace std::chrono_literals;
using policy::EncryptionMandate;

namespace {

/// Joined to a domain, with a policy from one domain controller.
struct Member : Machine {
    explicit Member(std::optional<bool> controllers_encrypt)
    {
        source.controllers = {"dc1.corp.example"};
        probe.controllers_encrypt = controllers_encrypt;
    }
    void hold_release()
    {
        const auto now = read_machine_clock();
        options.release.release = Release{now, now.wall + 2h, 1000, "the DC's update is late"};
    }
    [[nodiscard]] bool enforced() const { return samba.protection == 2 && guard.protection == 2; }
    [[nodiscard]] bool open() const { return samba.protection == 0 && guard.protection == 0; }
};

bool says(const std::vector<std::string>& reasons, const std::string& words)
{
    return std::any_of(reasons.begin(), reasons.end(),
                       [&](const std::string& reason) { return reason.find(words) != std::string::npos; });
}

const std::string release_words = "by uid 1000: the DC's update is late";

} // namespace

TEST_CASE("preflight: a domain controller that cannot encrypt stops the mandate before anything is changed")
{
    Member member(false);
    member.policy(1);
    for (const int run : {1, 2}) { // nothing that was found may make the second run believe that the mandate stood
        CAPTURE(run);
        const auto outcome = member.run();
        CHECK(member.log.empty());
        CHECK(member.open());
        CHECK(outcome.changes.empty());
        CHECK(outcome.code == ExitCode::refused);
        CHECK(outcome.report.verdict.result == ComplianceResult::fail);
        CHECK(says(outcome.report.verdict.reasons, "dc1.corp.example cannot encrypt (fake)"));
        CHECK(says(member.status().value().verdict.reasons, "dc1.corp.example cannot encrypt (fake)"));
        CHECK(says(member.verify().report.verdict.reasons, "dc1.corp.example cannot encrypt (fake)"));
    }
    member.probe.controllers_encrypt = true;
    CHECK(member.run().report.preflight->result == PreflightResult::passed);
    CHECK(member.enforced());
}

TEST_CASE("preflight: what was held back is not turned on while nobody can be asked, and goes when policy relaxes")
{
    Member member(false);
    member.policy(1);
    (void)member.run();
    const auto controllers = std::exchange(member.source.controllers, {});
    member.lose_source();
    CHECK(member.run().code == ExitCode::refused);
    CHECK(member.open());
    member.source.controllers = controllers;
    member.policy(0);
    CHECK(member.run().code == ExitCode::ok);
    CHECK(member.verify().report.verdict.result == ComplianceResult::not_applicable);
    member.policy(1);
    CHECK(member.run().code == ExitCode::refused);
    member.source.controllers.clear(); // from folders now
    member.policy(1);
    (void)member.run();
    CHECK(member.enforced());
}

TEST_CASE("preflight: what each answer does in each mode")
{
    struct Row {
        std::optional<bool> encrypts;
        Preflight mode;
        bool enforced;
        bool asked;
        bool finding;
    };
    for (const auto& row :
         {Row{true, Preflight::stop, true, true, false}, Row{false, Preflight::stop, false, true, false},
          Row{std::nullopt, Preflight::stop, true, true, true}, Row{false, Preflight::warn, true, true, true},
          Row{false, Preflight::off, true, false, false}}) {
        Member member(row.encrypts);
        member.options.preflight = row.mode;
        member.policy(1);
        const auto outcome = member.run();
        CHECK(member.enforced() == row.enforced);
        CHECK((member.probe.asked != 0) == row.asked);
        CHECK(says(outcome.report.verdict.findings, "dc1.corp.example") == row.finding);
    }
}

TEST_CASE("preflight: what is in force stays, and nobody is asked")
{
    Member member(true);
    member.policy(1);
    (void)member.run();
    member.probe.controllers_encrypt = false;
    member.probe.asked = 0;
    member.samba.protection = 0; // drift
    CHECK_FALSE(member.run().report.preflight);
    CHECK(member.enforced());
    member.samba.protection = member.guard.protection = 0; // as a start of the machine leaves a guard alone
    (void)member.run();
    CHECK(member.enforced());
    member.lose_source();
    (void)member.run();
    CHECK(member.enforced());
    CHECK(member.probe.asked == 0);
}

TEST_CASE("preflight: folders have no domain controllers, and a relaxing policy asks nobody")
{
    Member member(false);
    member.policy(0);
    (void)member.run();
    CHECK(member.probe.asked == 0);
    member.source.controllers.clear();
    member.policy(1);
    (void)member.run();
    CHECK(member.probe.asked == 0);
    CHECK(member.enforced());
}

TEST_CASE("preflight: a preference that requires is asked for as well")
{
    Member member(false);
    member.source.pols = {PolBuilder().bytes()};
    (void)member.run();
    member.options.preference.require_encryption = true;
    CHECK(member.run().code == ExitCode::refused);
    CHECK(member.open());
    CHECK(member.run().code == ExitCode::refused);
}

TEST_CASE("preflight: a dry run says that the run would stop")
{
    Member member(false);
    member.policy(1);
    member.options.dry_run = true;
    const auto outcome = member.run();
    CHECK(outcome.code == ExitCode::refused);
    CHECK(outcome.changes.empty());
    CHECK(std::filesystem::is_empty(member.folder.path()));
}

TEST_CASE("release: the mandate is taken back, the verdict fails with who, until when and why, and it ends")
{
    Member member(true);
    member.policy(1);
    (void)member.run();
    member.hold_release();
    const auto outcome = member.run();
    CHECK(member.open());
    CHECK(outcome.code == ExitCode::not_compliant);
    CHECK(outcome.report.policy.decision.mandate == EncryptionMandate::required);
    CHECK(outcome.report.verdict.result == ComplianceResult::fail);
    CHECK(outcome.report.verdict.reasons.size() == 1);
    CHECK(says(outcome.report.verdict.reasons, release_words));
    CHECK(says(member.verify().report.verdict.reasons, release_words));
    CHECK(says(member.status().value().verdict.reasons, release_words));
    const auto text = to_json(outcome.report);
    CHECK(to_json(report_from_json(text, "x").value()) == text);

    member.options.release = {};
    CHECK_FALSE(member.status().value().release);
    CHECK(member.status().value().verdict.result == ComplianceResult::fail); // it is still off
    const auto after = member.run();
    CHECK(member.enforced());
    CHECK_FALSE(after.report.release);
    CHECK_FALSE(says(after.report.verdict.reasons, release_words));
}

TEST_CASE("release: survives runs, a lost source and drift, which is told and repaired")
{
    Member member(true);
    member.policy(1);
    (void)member.run();
    member.hold_release();
    (void)member.run();
    member.samba.protection = 2; // somebody's own hand
    CHECK(says(member.status().value().verdict.reasons, "samba is still enforce although the mandate is released"));
    (void)member.run();
    CHECK(member.open());
    member.lose_source();
    const auto outcome = member.run();
    CHECK(member.open());
    CHECK(outcome.report.policy.decision.mandate == EncryptionMandate::required);
    CHECK(says(outcome.report.verdict.reasons, release_words));
    member.options.release = {};
    (void)member.run();
    CHECK(member.enforced());
}

TEST_CASE("release: without a mandate there is nothing to release")
{
    Member member(true);
    member.policy(0);
    member.hold_release();
    const auto outcome = member.run();
    CHECK_FALSE(outcome.report.release);
    CHECK(outcome.report.verdict.result == ComplianceResult::not_applicable);
}

TEST_CASE("release: a mandate that comes while it holds still has to pass the pre-flight when it ends")
{
    Member member(false);
    member.policy(0);
    (void)member.run();
    member.policy(1);
    member.hold_release();
    CHECK(says(member.run().report.verdict.reasons, release_words));
    CHECK(member.probe.asked == 0);
    member.options.release = {};
    CHECK(member.run().code == ExitCode::refused);
    CHECK(member.open());
}

TEST_CASE("release: the end of one is no way from none to required")
{
    Member member(true);
    member.policy(1);
    (void)member.run();
    member.hold_release();
    (void)member.run();
    member.probe.controllers_encrypt = false;
    member.options.release = {};
    (void)member.run();
    CHECK(member.enforced());
}

TEST_CASE("release: a damaged one releases nothing and is told")
{
    Member member(true);
    member.policy(1);
    member.options.release.damage = Error{Errc::malformed, "is not what gpseal wrote", "release"};
    const auto outcome = member.run();
    CHECK(member.enforced());
    CHECK(outcome.report.health.status == HealthStatus::degraded);
    CHECK(says(outcome.report.health.reasons, "the release is damaged"));
}
