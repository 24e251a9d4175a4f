#include "service_view.hpp"

#include "policy_text.hpp"
#include "service/timestamp.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

std::string service_line(const agent::ServiceStatus& service, const Terminal& terminal)
{
    auto words = "running, " + printable(service.doing);
    if (service.next_look.count() > 0) {
        words += "; looks for policy again in " + agent::format_age(service.next_look);
    }
    return fitted(labelled_line(terminal, "Service", words), terminal.table_width);
}

namespace {

/// Of a run that told nothing.
std::string how_it_ended(const agent::ServiceStatus& service)
{
    return service.exit_code == number_of(agent::ExitCode::busy) ? "could not begin, another one held the lock"
                                                                 : "ended without a word";
}

} // namespace

bool is_outdated(const agent::ComplianceReport& report, const agent::ServiceStatus& service)
{
    // numbers, for a clock can be set back; times where the service has no number
    const bool older =
        service.last_seq > 0 ? report.seq < service.last_seq : agent::format_time(report.time) < service.last_run;
    return service.told_nothing() || older;
}

void mark_outdated(agent::ComplianceReport& report, const agent::ServiceStatus& service)
{
    const auto later = service.told_nothing() ? "the last run " + how_it_ended(service)
                                              : "the report of the last run, at " + service.last_run + ", was not kept";
    report.health.status = agent::HealthStatus::stale;
    report.health.reasons.push_back(later + "; this one is older");
    if (report.verdict.result != agent::ComplianceResult::fail) {
        const bool failed = !service.told_nothing() && service.verdict == "fail";
        report.verdict.result = failed ? agent::ComplianceResult::fail : agent::ComplianceResult::unknown;
        report.verdict.reasons.push_back(later);
    }
}

std::string public_status_text(const agent::ServiceStatus& service, const Terminal& terminal)
{
    const auto verdict = service.verdict == "pass"            ? terminal.paint(Tone::good, "COMPLIANT")
                         : service.verdict == "fail"          ? terminal.paint(Tone::bad, "NOT COMPLIANT")
                         : service.verdict == "notapplicable" ? terminal.paint(Tone::faint, "NO REQUIREMENT")
                                                              : terminal.paint(Tone::warning, "UNKNOWN: not proven");
    return labelled_line(terminal, "Mandate", printable(service.mandate)) + service_line(service, terminal) +
           labelled_line(terminal, "Last run",
                         service.told_nothing()
                             ? how_it_ended(service) + ", exit code " + std::to_string(service.exit_code)
                         : service.last_run.empty() ? "none yet"
                                                    : "at " + printable(service.last_run)) +
           labelled_line(terminal, "Health", printable(service.health)) + labelled_line(terminal, "Verdict", verdict) +
           labelled_line(terminal, "", "who decided, servers and reasons: sudo gpseal status");
}

} // namespace gpseal::app
