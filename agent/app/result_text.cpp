#include "result_text.hpp"

#include "gpo_tables.hpp"
#include "report/deny_sentence.hpp"
#include "report_text.hpp"
#include "text_layout.hpp"
#include "workstation_text.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

using policy::Completeness;

namespace {

constexpr std::size_t label_width = 12;
constexpr std::string_view indent = "    ";

std::string line(const Terminal& terminal, std::string_view label, std::string_view text)
{
    return terminal.paint(Tone::heading, pad(std::string(label), label_width)) +
           indented(printable(text), label_width, terminal);
}

std::string denied_text(const policy::DomainResult& result, const Terminal& terminal)
{
    if (result.denied.empty()) {
        return {};
    }
    std::string text = "\n" + terminal.paint(Tone::heading, "GPO DENIED, and why") + "\n";
    for (const auto& row : result.denied) {
        text += indented(printable(name_of(row.gpo, false)) + " (" + std::string(to_string(row.reason)) + ")",
                         indent.size(), terminal);
        text.append(indent).append(indented(printable(agent::deny_sentence(row)), indent.size(), terminal));
    }
    return text;
}

std::string notes_text(const policy::DomainResult& result, const Terminal& terminal)
{
    std::string text;
    for (const auto& problem : result.problems) {
        text +=
            terminal.paint(Tone::bad, "problem: ") + indented(printable(describe(problem)), indent.size(), terminal);
    }
    for (const auto& finding : result.findings) {
        const auto place = finding.where.empty() ? "" : printable(finding.where) + ": ";
        text += terminal.paint(Tone::warning, "note: ") +
                indented(place + printable(finding.message), indent.size(), terminal);
    }
    return text.empty() ? text : "\n" + text;
}

} // namespace

std::string result_text(const agent::ResultView& view, const Terminal& terminal)
{
    const auto& [snapshot, result, policy, health] = view;
    const bool answered = !snapshot.domain_controller.empty();
    std::string text =
        line(terminal, "Domain",
             or_unknown(snapshot.domain) +
                 (answered ? ", asked " + snapshot.domain_controller : ", no domain controller answered") + " at " +
                 snapshot.taken_at);
    text += line(terminal, "Computer", or_unknown(snapshot.computer_dn));
    text += line(terminal, "Site", answered && snapshot.site.empty() ? "none" : or_unknown(snapshot.site));
    if (result.completeness != Completeness::complete) {
        text += line(terminal, "Health", health_words(health));
    }
    text += policy.decision.mandate || result.completeness == Completeness::complete
                ? fitted(policy_text(policy, terminal), terminal.table_width)
                : line(terminal, "Policy", "Require Encryption: unknown, the domain was not read completely");
    text += workstation_text(policy.workstation, terminal);
    text += "\n";
    return text + applied_text(policy.applied, result.completeness, false, terminal) + denied_text(result, terminal) +
           notes_text(result, terminal);
}

} // namespace gpseal::app
