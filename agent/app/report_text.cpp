#include "report_text.hpp"

#include "guard_text.hpp"
#include "override_text.hpp"
#include "service/timestamp.hpp"
#include "text_layout.hpp"
#include "workstation_text.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::app {

using agent::ComplianceReport;
using agent::ComplianceResult;
using agent::ConfiguredState;
using agent::EffectiveState;
using agent::HealthStatus;
using agent::ProbeVerdict;

namespace {

/// One labelled line; without a label it continues the one above.
std::string mark(const Terminal& terminal, Tone tone, std::string_view word)
{
    return terminal.paint(tone, pad(std::string(word), 8));
}

Tone tone_of(ComplianceResult result)
{
    switch (result) {
    case ComplianceResult::pass:
        return Tone::good;
    case ComplianceResult::fail:
        return Tone::bad;
    case ComplianceResult::unknown:
        return Tone::warning;
    case ComplianceResult::not_applicable:
        return Tone::faint;
    }
    return Tone::bad;
}

std::string_view verdict_words(ComplianceResult result)
{
    switch (result) {
    case ComplianceResult::pass:
        return "COMPLIANT";
    case ComplianceResult::fail:
        return "NOT COMPLIANT";
    case ComplianceResult::unknown:
        return "UNKNOWN: not proven";
    case ComplianceResult::not_applicable:
        return "NO REQUIREMENT";
    }
    return "UNKNOWN: not proven";
}

/// Without a policy nothing is asked of the settings, so none of them is right.
bool asks_nothing(const ComplianceReport& report)
{
    const auto& others = report.policy.workstation;
    return !enforced_mandate(report) && (!others || others->empty());
}

std::string configured_line(const ConfiguredState& row, bool asked, const Terminal& terminal)
{
    const auto word = !row.known  ? mark(terminal, Tone::warning, "unknown")
                      : row.drift ? mark(terminal, Tone::bad, "drift")
                      : asked     ? mark(terminal, Tone::good, "ok")
                                  : mark(terminal, Tone::faint, "-");
    std::string_view found = row.found;
    if (constexpr std::string_view said_already = "unknown: "; !row.known && found.starts_with(said_already)) {
        found.remove_prefix(said_already.size());
    }
    auto text = word + printable(row.target) + ": " + printable(found);
    if (row.drift || !row.known) {
        text += " (wanted: " + printable(row.wanted) + ")";
    }
    return text;
}

Tone tone_of(ProbeVerdict verdict)
{
    switch (verdict) {
    case ProbeVerdict::encrypted:
    case ProbeVerdict::refused_as_required:
        return Tone::good;
    case ProbeVerdict::plaintext_allowed:
        return Tone::bad;
    case ProbeVerdict::unreachable:
    case ProbeVerdict::inconclusive:
        return Tone::warning;
    }
    return Tone::bad;
}

std::string effective_line(const EffectiveState& state, const Terminal& terminal)
{
    auto text = terminal.paint(tone_of(state.verdict), to_string(state.verdict));
    if (!state.dialect.empty()) {
        text += " " + state.dialect;
    }
    if (!state.cipher.empty()) {
        text += " " + state.cipher;
    }
    text = "//" + printable(state.target.server) + "/" + printable(state.target.share) + " by " +
           std::string(to_string(state.method)) + ": " + text;
    return state.error.empty() ? text : text + " (" + printable(state.error) + ")";
}

std::string canary_line(const ComplianceReport& report, const Terminal& terminal)
{
    if (!report.canary) {
        return mark(terminal, Tone::faint, "-") + "canary: not tried";
    }
    const auto& canary = *report.canary;
    const auto word = !canary.refused   ? mark(terminal, Tone::warning, "unknown")
                      : *canary.refused ? mark(terminal, Tone::good, "ok")
                                        : mark(terminal, Tone::bad, "open");
    const auto what = !canary.refused   ? "proved nothing"
                      : *canary.refused ? "a file request in the clear is cut"
                                        : "a file request in the clear gets through";
    return word + "canary: " + what + " (" + printable(canary.detail) + ")";
}

std::string reasons_text(const std::vector<std::string>& reasons, const Terminal& terminal)
{
    std::string text;
    for (const auto& reason : reasons) {
        text += labelled_line(terminal, "", "- " + printable(reason));
    }
    return text;
}

std::string configured_text(const ComplianceReport& report, const Terminal& terminal)
{
    std::string text;
    std::string_view label = "Configured";
    for (const auto& row : report.configured) {
        text += labelled_line(terminal, label, configured_line(row, !asks_nothing(report), terminal));
        label = "";
    }
    return text;
}

std::string effective_text(const ComplianceReport& report, const Terminal& terminal)
{
    auto text = labelled_line(terminal, "Effective", canary_line(report, terminal));
    for (const auto& state : report.effective) {
        text += labelled_line(terminal, "", effective_line(state, terminal));
    }
    for (const auto& exemption : report.exemptions) {
        text += labelled_line(terminal, "",
                              terminal.paint(Tone::bad, "exempt") + " " + printable(exemption.address) + " port " +
                                  std::to_string(exemption.port) + " until " + agent::format_time(exemption.until) +
                                  ": " + printable(exemption.reason));
    }
    return text;
}

/// A report is about the outcome: of each kind of detail it shows a few, and says where the rest is.
constexpr std::size_t few = 3;

std::string health_findings(const Diagnostics& findings, const Terminal& terminal)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(few, findings.size()); ++i) {
        const auto& [severity, code, message, hint, where] = findings[i];
        text += labelled_line(terminal, "",
                              terminal.paint(Tone::warning, "note") + ": " +
                                  (where.empty() ? "" : printable(where) + ": ") + printable(message));
    }
    if (findings.size() > few) {
        text += labelled_line(terminal, "",
                              std::to_string(findings.size() - few) + " more of the domain; gpseal result shows them");
    }
    return text;
}

} // namespace

std::string health_words(const agent::HealthSection& health)
{
    auto words = std::string(to_string(health.status));
    if (health.status != HealthStatus::ok && health.age.count() > 0) {
        words += ", what was known before is " + agent::format_age(health.age) + " old";
    }
    return words;
}

namespace {

std::string health_text(const ComplianceReport& report, const Terminal& terminal)
{
    const auto& health = report.health;
    const bool ok = health.status == HealthStatus::ok;
    auto words = health_words(health);
    if (ok && !health.reasons.empty()) {
        words = "unknown"; // nothing went wrong, because there was no run yet
    }
    return labelled_line(terminal, "Health",
                         terminal.paint(health.reasons.empty() ? Tone::good : Tone::warning, words)) +
           reasons_text(health.reasons, terminal) + health_findings(health.findings, terminal);
}

std::string verdict_text(const ComplianceReport& report, const Terminal& terminal)
{
    const auto& verdict = report.verdict;
    auto text = labelled_line(terminal, "Verdict",
                              terminal.paint(tone_of(verdict.result), verdict_words(verdict.result)) + " (profile " +
                                  printable(verdict.profile) + ")") +
                reasons_text(verdict.reasons, terminal);
    for (const auto& finding : verdict.findings) {
        text += labelled_line(terminal, "", terminal.paint(Tone::warning, "note") + ": " + printable(finding));
    }
    return text;
}

/// Why the mandate that stands is not enforced.
std::string release_text(const ComplianceReport& report, const Terminal& terminal)
{
    if (!report.release) {
        return {};
    }
    const auto& release = *report.release;
    return labelled_line(terminal, "Released",
                         terminal.paint(Tone::bad, "until " + agent::format_time(release.until)) + " by uid " +
                             std::to_string(release.uid) + ": " + printable(release.reason));
}

} // namespace

std::string preflight_text(const ComplianceReport& report, const Terminal& terminal)
{
    std::string text;
    if (report.preflight) {
        const bool stopped = report.preflight->result == agent::PreflightResult::stopped;
        for (const auto& reason : report.preflight->reasons) {
            text += labelled_line(terminal, text.empty() ? "Pre-flight" : "",
                                  terminal.paint(stopped ? Tone::bad : Tone::warning, stopped ? "stopped" : "warning") +
                                      ": " + printable(reason));
        }
    }
    return text;
}

std::string report_text(const ComplianceReport& report, const Terminal& terminal)
{
    const auto text =
        labelled_line(terminal, "Host",
                      printable(report.host) + ", " + agent::format_time(report.time) + ", run " +
                          std::to_string(report.seq)) +
        policy_text(report.policy, terminal, Losers::few) + workstation_text(report.policy.workstation, terminal) +
        preflight_text(report, terminal) + release_text(report, terminal) + configured_text(report, terminal) +
        effective_text(report, terminal) + guard_text(report.guard, terminal) +
        overrides_text(report.overrides, terminal) + health_text(report, terminal) + verdict_text(report, terminal);
    return fitted(text, terminal.table_width);
}

std::string status_text(const ComplianceReport& report, const Terminal& terminal,
                        std::chrono::system_clock::time_point now)
{
    const auto wrong = std::count_if(report.configured.begin(), report.configured.end(),
                                     [](const ConfiguredState& row) { return row.drift || !row.known; });
    auto text = policy_text(report.policy, terminal, Losers::few) + release_text(report, terminal);
    const auto right = asks_nothing(report) ? terminal.paint(Tone::faint, "nothing is asked of the settings")
                       : report.release     ? terminal.paint(Tone::warning, "as it must be while released")
                                            : terminal.paint(Tone::good, "as it must be");
    text +=
        labelled_line(terminal, "Configured",
                      wrong == 0 ? right
                                 : terminal.paint(Tone::bad, std::to_string(wrong) + " of " +
                                                                 std::to_string(report.configured.size()) +
                                                                 " settings are not as they must be, or not known"));
    text += guard_text(report.guard, terminal) + overrides_text(report.overrides, terminal);
    text += labelled_line(terminal, "Last run", canary_line(report, terminal));
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - report.time);
    text +=
        labelled_line(terminal, "", "at " + agent::format_time(report.time) + ", " + agent::format_age(age) + " ago");
    return fitted(text + health_text(report, terminal) + verdict_text(report, terminal), terminal.table_width);
}

} // namespace gpseal::app
