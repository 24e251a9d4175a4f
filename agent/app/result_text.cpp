#include "result_text.hpp"

#include "report_text.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

using policy::Completeness;
using policy::GpoIdentity;

namespace {

constexpr std::size_t label_width = 12;

std::string line(const Terminal& terminal, std::string_view label, std::string_view text)
{
    return terminal.paint(Tone::heading, pad(std::string(label), label_width)) + printable(text) + "\n";
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

std::string applied_text(const policy::DomainResult& result, const Terminal& terminal)
{
    if (result.applied.empty()) {
        return "No GPO applies to this computer.\n";
    }
    Table table({"APPLIED", "VERSION", "LINK", "LINKED TO"});
    for (auto gpo = result.applied.rbegin(); gpo != result.applied.rend(); ++gpo) {
        const auto& identity = gpo->identity;
        table.add({name_of(identity), version_of(identity.version), link_of(identity), identity.som});
    }
    return table.text(terminal.table_width);
}

std::string denied_text(const policy::DomainResult& result, const Terminal& terminal)
{
    if (result.denied.empty()) {
        return {};
    }
    Table table({"NOT APPLIED", "REASON", "DETAIL"});
    for (const auto& row : result.denied) {
        table.add({name_of(row.gpo), std::string(to_string(row.reason)), row.detail});
    }
    return "\n" + table.text(terminal.table_width);
}

std::string notes_text(const policy::DomainResult& result, const Terminal& terminal)
{
    std::string text;
    for (const auto& problem : result.problems) {
        text += terminal.paint(Tone::bad, "problem: ") + printable(describe(problem)) + "\n";
    }
    for (const auto& finding : result.findings) {
        text += terminal.paint(Tone::warning, "note: ") +
                (finding.where.empty() ? "" : printable(finding.where) + ": ") + printable(finding.message) + "\n";
    }
    return text.empty() ? text : "\n" + text;
}

} // namespace

std::string result_text(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result,
                        const agent::PolicySection& policy, const Terminal& terminal)
{
    std::string text = line(terminal, "Domain",
                            snapshot.domain + ", asked " + snapshot.domain_controller + " at " + snapshot.taken_at);
    text += line(terminal, "Computer", snapshot.computer_dn);
    text += line(terminal, "Site", snapshot.site.empty() ? "none" : snapshot.site);
    if (result.completeness != Completeness::complete) {
        text += line(terminal, "Health", to_string(result.completeness));
    }
    text += policy_text(policy, terminal) + "\n";
    return text + applied_text(result, terminal) + denied_text(result, terminal) + notes_text(result, terminal);
}

} // namespace gpseal::app
