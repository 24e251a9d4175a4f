#include "change_reason.hpp"
#include "change_record.hpp"
#include "course.hpp"
#include "enforce/enforcement.hpp"
#include "known_policy.hpp"
#include "observation.hpp"
#include "outcome_code.hpp"
#include "preflight_run.hpp"
#include "report/report_store.hpp"
#include "service/boot_clock.hpp"
#include "service/held_mandate.hpp"
#include "service/look_order.hpp"

#include <gpseal/agent/cycle.hpp>

#include <Poco/UUIDGenerator.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace gpseal::agent {

using policy::EncryptionMandate;

namespace {

constexpr std::size_t host_name_max = 256;
constexpr const char* unfinished = "the last run has not come to its end; run gpseal refresh";

std::string host_name()
{
    std::array<char, host_name_max> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

/// A report that knows who, when and which run, and nothing else yet.
ComplianceReport new_report(const Services& services)
{
    ComplianceReport report;
    report.host = host_name();
    report.time = std::chrono::system_clock::now();
    report.run_id = Poco::UUIDGenerator::defaultGenerator().createRandom().toString();
    const auto last = load_report(services.paths);
    report.seq = last && *last ? (*last)->seq + 1 : 1;
    return report;
}

void keep(Result<void> result, std::vector<Error>& failures)
{
    if (!result && std::find(failures.begin(), failures.end(), result.error()) == failures.end()) {
        failures.push_back(std::move(result.error()));
    }
}

void append(std::vector<Error>& failures, std::vector<Error> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(failures));
}

/// What the last complete run found may be relied on by every later one. In place before anything is tightened and
/// after everything is loosened: whenever a run dies, the tighter of the two is what is known. Written before both:
/// what the disk has no room for must not be let go, for the next run would take it back. nullopt: nothing to keep, or
/// a failure.
std::optional<StagedFile> stage_known_good(const Services& services, const CollectedPolicy& collected,
                                           const ComplianceReport& report, std::vector<Error>& failures)
{
    if (!collected.complete() || !policy::mandate_of(report.policy.decision.state)) {
        return std::nullopt;
    }
    auto staged = services.store.stage({collected.decision, report.time, report.policy.workstation});
    if (!staged) {
        keep(fail(staged.error()), failures);
        return std::nullopt;
    }
    return *std::move(staged);
}

/// What a run that saw part of the policy made stricter stays so in later ones.
void keep_stricter_settings(const Services& services, const SettledPolicy& settled,
                            const std::optional<StandingPolicy>& standing, std::vector<Error>& failures)
{
    const auto& now = settled.policy.workstation;
    if (!settled.may_change_settings && standing && standing->workstation && now && *now != *standing->workstation) {
        keep(services.store.save({standing->decision, standing->at, now}), failures);
    }
}

CycleOutcome finish_dry_run(CycleOutcome outcome)
{
    const auto pending = outcome.changes.empty() ? ExitCode::ok : ExitCode::not_compliant;
    const auto health = outcome.report.health.status == HealthStatus::ok ? ExitCode::ok : ExitCode::stale;
    outcome.code = worst(code_of_failures(outcome.failures), worst(pending, health));
    outcome.code = worst(outcome.code, worst(code_of_preflight(outcome.report), code_of_conflicts(outcome.report)));
    return outcome;
}

} // namespace

CycleOutcome run_cycle(const Services& services, const CycleOptions& options)
{
    CycleOutcome outcome;
    auto& report = outcome.report = new_report(services);

    const auto began = BootClock::now().time_since_epoch();
    auto collected = services.source.collect();
    const LookOrder order(services.paths);
    if (collected.complete() && order.is_overtaken(collected.began.value_or(began))) {
        collected.problems.push_back({Errc::conflict, "a look that began later was applied already", {}});
    }
    std::vector<std::string> doubts;
    const auto standing = load_standing(services, options.preference, doubts);
    const auto settled = settle(collected, standing, {options.bootstrap, options.preference}, report.time);
    if (settled.may_loosen || settled.health.status == HealthStatus::ok) {
        std::erase(doubts, unexplained_mandate); // this run tells
    }
    report.policy = settled.policy;
    report.policy.controller = collected.controllers.empty() ? std::string() : collected.controllers.front();
    report.health = settled.health;
    std::move(doubts.begin(), doubts.end(), std::back_inserter(report.health.reasons));
    const auto last = load_report(services.paths).value_or(std::nullopt);
    if (options.repair && last) {
        stay_as_looked_at(last->health, report.health);
        report.policy.controller = last->policy.controller;
    }
    note_doubts(options, report.health);

    note_release(options, report);
    const bool turned_on = turns_on(services, report, standing);
    if (turned_on && !report.release) {
        report.preflight = preflight_of(services, collected, options);
    }
    auto way = way_of(settled, report, options);

    auto planned = plan_way(services, report, way, options, outcome.failures);
    if (options.dry_run) {
        outcome.changes = std::move(planned);
        return finish_dry_run(std::move(outcome));
    }
    const bool as_wanted = planned.empty() && outcome.failures.empty();
    // what could not be planned fails again, with its own words, when it is applied
    const auto not_planned = std::exchange(outcome.failures, {});
    ChangeRecord record(services, {report, last, options}, planned);
    keep(record.begin(), outcome.failures);
    keep(begin_report(services.paths, report, unfinished), outcome.failures);
    keep(HeldMandate(services.paths).set(turned_on && way.course != Course::enforce), outcome.failures);
    if (collected.complete()) {
        keep(order.note(collected.began.value_or(began)), outcome.failures);
    }
    auto known_good = stage_known_good(services, collected, report, outcome.failures);
    const bool may_let_go = outcome.failures.empty();
    if (!may_let_go) {
        way = without_loosening(way, report);
    }
    if (!settled.may_loosen) {
        if (known_good) {
            keep(known_good->place(), outcome.failures);
        }
        keep_stricter_settings(services, settled, standing, outcome.failures);
    }
    auto failed = as_wanted ? tidy(services, report, way, options) : take(services, report, way, options);
    const bool applied = failed.empty() && may_let_go;
    append(outcome.failures, std::move(failed));
    if (settled.may_loosen && applied && known_good) {
        keep(known_good->place(), outcome.failures);
    }
    known_good.reset(); // what was not to be kept leaves no file
    outcome.changes = made_of(stacks_of(services), wanted_of(report, options), {std::move(planned), not_planned});
    outcome.repaired = record.repaired(outcome.changes);
    keep(record.end(outcome), outcome.failures);

    observe(services, options, report);
    report.verdict = judge_compliance(report, outcome.failures);
    auto saved = save_report(services.paths, report);
    outcome.report_kept = saved.has_value();
    keep(std::move(saved), outcome.failures);
    outcome.code = worst(code_of_cycle(outcome, options), code_of_preflight(report));
    return outcome;
}

CycleOutcome run_verify(const Services& services, const CycleOptions& options)
{
    CycleOutcome outcome;
    auto& report = outcome.report = new_report(services);
    auto known = known_policy(services, options);
    report.policy = std::move(known.policy);
    report.health = std::move(known.health);
    note_release(options, report);
    if (const auto last = load_report(services.paths); last && *last) {
        carry_over((*last)->health, report.health);
        report.policy.controller = (*last)->policy.controller;
        if (HeldMandate(services.paths).is_held()) {
            report.preflight = (*last)->preflight; // why it is not turned on
        }
    }
    if (options.keep_report) {
        keep(begin_report(services.paths, report, unfinished), outcome.failures);
    }
    observe(services, options, report);
    report.verdict = judge_compliance(report, outcome.failures);
    if (options.keep_report) {
        keep(save_report(services.paths, report), outcome.failures);
    }
    outcome.code = worst(exit_code_of(report), code_of_failures(outcome.failures));
    return outcome;
}

Result<ComplianceReport> current_status(const Services& services, const CycleOptions& options)
{
    auto report = load_report(services.paths);
    if (!report) {
        return fail(report.error());
    }
    if (!*report) {
        return fail(Errc::not_found, "no run has been made on this machine yet; run gpseal refresh");
    }
    auto now = **std::move(report);
    const auto unfinished_because = has_finished(now) ? std::vector<std::string>{} : now.verdict.reasons;
    if (!has_finished(now)) {
        now.policy = known_policy(services, options).policy; // what it knew went with it, or was taken back
    }
    now.release.reset(); // the kept one may be over
    note_release(options, now);
    const auto mandate = enforced_mandate(now);
    now.configured = judge_stacks(services, wanted_of(now, options));
    look_around(services, now);
    now.exemptions = mandate == EncryptionMandate::required
                         ? standing_exemptions(options, std::chrono::system_clock::now())
                         : std::vector<Exemption>{};
    now.verdict = judge_compliance(now, {});
    if (!unfinished_because.empty()) {
        auto reasons = unfinished_because;
        std::copy_if(now.verdict.reasons.begin(), now.verdict.reasons.end(), std::back_inserter(reasons),
                     [&](const std::string& reason) { return reason != unfinished_because.front(); });
        now.verdict.reasons = std::move(reasons);
        const bool failed = now.verdict.result == ComplianceResult::fail;
        now.verdict.result = failed ? ComplianceResult::fail : ComplianceResult::unknown;
    }
    return aged(std::move(now), std::chrono::system_clock::now());
}

namespace {

/// Also what gpseal-fetch keeps by itself where systemd starts it.
void forget_everything(const RootedPaths& paths, std::vector<Error>& failures)
{
    const auto of_fetch = paths.under("/var/lib/private/gpseal-fetch");
    for (const auto& place : {paths.state(), of_fetch, paths.under("/var/lib/gpseal-fetch")}) {
        std::error_code error;
        std::filesystem::remove_all(place, error);
        if (error) {
            failures.push_back({Errc::io, "cannot be removed: " + error.message(), place});
        }
    }
}

} // namespace

CycleOutcome run_revert(const Services& services, const CycleOptions& options, RevertScope scope)
{
    CycleOutcome outcome;
    outcome.report = new_report(services);
    outcome.report.policy = known_policy(services, options).policy; // not in force any more, but still what it says
    const WantedState nothing{.mandate = EncryptionMandate::none};
    auto planned = plan_all(stacks_of(services), nothing, outcome.failures);
    const auto not_planned = std::exchange(outcome.failures, {}); // see run_cycle
    keep(record_revert(services, outcome.report, planned), outcome.failures);
    keep(begin_report(services.paths, outcome.report,
                      "gpseal revert took back what was set; gpseal refresh sets it again"),
         outcome.failures);
    append(outcome.failures, loosen(stacks_of(services), nothing, Loosening{"an administrator's gpseal revert"}));
    outcome.changes = made_of(stacks_of(services), nothing, {std::move(planned), not_planned});
    if (scope == RevertScope::everything && outcome.failures.empty()) {
        forget_everything(services.paths, outcome.failures);
    }
    outcome.code = code_of_failures(outcome.failures);
    return outcome;
}

} // namespace gpseal::agent
