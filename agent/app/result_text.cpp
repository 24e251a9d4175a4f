#include "result_text.hpp"

#include "report/deny_sentence.hpp"
#include "report_text.hpp"
#include "text_layout.hpp"
#include "workstation_text.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

using policy::Completeness;
using policy::GpoIdentity;

namespace {

constexpr std::size_t label_width = 12;
constexpr std::size_t narrowest = 20;
constexpr std::string_view indent = "    ";

/// Running text that goes on below its beginning.
std::string indented(std::string_view text, std::size_t depth, const Terminal& terminal)
{
    std::string out;
    for (const auto& line : wrap(text, terminal.width > depth + narrowest ? terminal.width - depth : narrowest)) {
        out += (out.empty() ? "" : std::string(depth, ' ')) + line + "\n";
    }
    return out;
}

std::string line(const Terminal& terminal, std::string_view label, std::string_view text)
{
    return terminal.paint(Tone::heading, pad(std::string(label), label_width)) +
           indented(printable(text), label_width, terminal);
}

std::string version_of(const policy::GpoVersion& version)
{
    const auto number = [](const std::optional<std::uint16_t>& part) { return part ? std::to_string(*part) : "?"; };
    const auto directory = number(version.directory);
    const auto sysvol = number(version.sysvol);
    return directory == sysvol ? directory : directory + " (SYSVOL " + sysvol + ")";
}

std::string link_of(const GpoIdentity& gpo)
{
    return std::to_string(gpo.link_order) + (gpo.enforced ? ", enforced" : "");
}

std::string name_of(const GpoIdentity& gpo)
{
    return gpo.name.empty() ? gpo.guid : gpo.name;
}

/// On a terminal that is too narrow for the table, a paragraph for each GPO: nothing is cut.
std::string applied_paragraphs(const policy::DomainResult& result, const Terminal& terminal)
{
    std::string text = terminal.paint(Tone::heading, "APPLIED, highest precedence first") + "\n";
    for (auto gpo = result.applied.rbegin(); gpo != result.applied.rend(); ++gpo) {
        const auto& identity = gpo->identity;
        text += indented(printable(name_of(identity)), indent.size(), terminal);
        text.append(indent).append(indented("version " + version_of(identity.version) + ", link " + link_of(identity) +
                                                ", linked to " + printable(identity.som),
                                            indent.size(), terminal));
    }
    return text;
}

std::string applied_text(const policy::DomainResult& result, const Terminal& terminal)
{
    if (result.completeness == Completeness::unusable) {
        return "Which GPOs apply is not known.\n";
    }
    if (result.applied.empty()) {
        return "No GPO applies to this computer.\n";
    }
    Table table({"APPLIED", "VERSION", "LINK", "LINKED TO"});
    for (auto gpo = result.applied.rbegin(); gpo != result.applied.rend(); ++gpo) {
        const auto& identity = gpo->identity;
        table.add({name_of(identity), version_of(identity.version), link_of(identity), identity.som});
    }
    const auto whole = table.text(0);
    return table.text(terminal.table_width) == whole ? whole : applied_paragraphs(result, terminal);
}

std::string denied_text(const policy::DomainResult& result, const Terminal& terminal)
{
    if (result.denied.empty()) {
        return {};
    }
    std::string text = "\n" + terminal.paint(Tone::heading, "NOT APPLIED, and why") + "\n";
    for (const auto& row : result.denied) {
        text += indented(printable(name_of(row.gpo)) + " (" + std::string(to_string(row.reason)) + ")", indent.size(),
                         terminal);
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
    std::string text = line(terminal, "Domain",
                            snapshot.domain + ", asked " + snapshot.domain_controller + " at " + snapshot.taken_at);
    text += line(terminal, "Computer", snapshot.computer_dn);
    text += line(terminal, "Site", snapshot.site.empty() ? "none" : snapshot.site);
    if (result.completeness != Completeness::complete) {
        text += line(terminal, "Health", health_words(health));
    }
    text += policy.decision.mandate || result.completeness == Completeness::complete
                ? fitted(policy_text(policy, terminal), terminal.table_width)
                : line(terminal, "Policy", "Require Encryption: unknown, the domain was not read completely");
    text += workstation_text(policy.workstation, terminal);
    text += "\n";
    return text + applied_text(result, terminal) + denied_text(result, terminal) + notes_text(result, terminal);
}

} // namespace gpseal::app
