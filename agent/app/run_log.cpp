#include "run_log.hpp"

#include "daemon/manager_messages.hpp"

namespace gpseal::app {

using agent::ComplianceReport;
using agent::ComplianceResult;
using agent::Event;
using agent::HealthStatus;
using agent::log_event;
using agent::LogFields;
using agent::LogLevel;
using policy::EncryptionMandate;

namespace {

std::string mandate_word(const ComplianceReport& report)
{
    const auto& mandate = report.policy.decision.mandate;
    return mandate ? std::string(to_string(*mandate)) : "unknown";
}

std::string decided_by(const ComplianceReport& report)
{
    const auto& winner = report.policy.decision.winner;
    if (report.policy.source == agent::MandateSource::preference) {
        return "the local preference";
    }
    return winner ? "GPO '" + winner->gpo.name + "'" : "no GPO";
}

LogFields fields_of(const ComplianceReport& report)
{
    const auto& winner = report.policy.decision.winner;
    return {{"RUN_ID", report.run_id},
            {"MANDATE", mandate_word(report)},
            {"STATE", std::string(to_string(report.policy.decision.state))},
            {"VERDICT", std::string(to_string(report.verdict.result))},
            {"HEALTH", std::string(to_string(report.health.status))},
            {"GPO", winner ? winner->gpo.guid : ""}};
}

std::string first_of(const std::vector<std::string>& reasons)
{
    if (reasons.empty()) {
        return "no reason given";
    }
    return reasons.size() == 1 ? reasons[0]
                               : reasons[0] + " (and " + std::to_string(reasons.size() - 1) + " more: gpseal report)";
}

void log_mandate(const std::optional<ComplianceReport>& before, const agent::CycleOutcome& outcome)
{
    const auto& now = outcome.report;
    const auto was = before ? mandate_word(*before) : "unknown";
    const auto is = mandate_word(now);
    // where reports cannot be kept every run differs from the last that could: said when something is done about it
    if (is != was && (outcome.report_kept || !outcome.changes.empty())) {
        log_event(Event::mandate_changed, LogLevel::notice,
                  is == "required" ? "SMB encryption is required now, by " + decided_by(now)
                  : is == "none"   ? "SMB encryption is not required any more: " + decided_by(now) + " decides"
                                   : std::string("whether SMB encryption is required is not known"),
                  fields_of(now));
    }
}

void log_health(const std::optional<ComplianceReport>& before, const ComplianceReport& now)
{
    const auto was = before ? before->health.status : HealthStatus::ok;
    const auto is = now.health.status;
    if (is != HealthStatus::ok && (is != was || before->health.reasons != now.health.reasons)) {
        log_event(Event::policy_stale, LogLevel::warning,
                  "policy is " + std::string(to_string(is)) +
                      ", what was known stays in force: " + first_of(now.health.reasons),
                  fields_of(now));
    } else if (is == HealthStatus::ok && was != HealthStatus::ok) {
        log_event(Event::policy_fresh, LogLevel::notice, "policy is read completely again", fields_of(now));
    }
}

void log_verdict(const std::optional<ComplianceReport>& before, const ComplianceReport& now)
{
    const auto is = now.verdict.result;
    if (before && before->verdict.result == is && before->verdict.reasons == now.verdict.reasons) {
        return;
    }
    const bool good = is == ComplianceResult::pass || is == ComplianceResult::not_applicable;
    if (good && before && before->verdict.result == is) {
        return;
    }
    const auto words = is == ComplianceResult::pass             ? std::string("compliant: proven on the wire")
                       : is == ComplianceResult::not_applicable ? std::string("no requirement")
                       : is == ComplianceResult::fail           ? "NOT COMPLIANT: " + first_of(now.verdict.reasons)
                                                      : "compliance is unknown: " + first_of(now.verdict.reasons);
    log_event(Event::verdict_changed,
              good                           ? LogLevel::notice
              : is == ComplianceResult::fail ? LogLevel::error
                                             : LogLevel::warning,
              words, fields_of(now));
}

} // namespace

void log_run(const std::optional<ComplianceReport>& before, const agent::CycleOutcome& outcome)
{
    const auto& report = outcome.report;
    log_mandate(before, outcome);
    for (const auto& target : outcome.repaired) {
        auto fields = fields_of(report);
        fields.emplace_back("TARGET", target);
        log_event(Event::drift_repaired, LogLevel::warning,
                  target + " had been changed by somebody else; it is again as it must be", fields);
    }
    for (const auto& failure : outcome.failures) {
        log_event(Event::run_failed, LogLevel::error, describe(failure), fields_of(report));
    }
    log_health(before, report);
    log_verdict(before, report);
}

} // namespace gpseal::app
