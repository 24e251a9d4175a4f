#include "gpo_tables.hpp"

#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::app {

using policy::Completeness;
using policy::GpoIdentity;

namespace {

constexpr std::size_t narrowest = 20;
constexpr std::size_t depth_of_paragraph = 4;

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

std::string paragraphs(std::span<const GpoIdentity> applied, bool with_guid, const Terminal& terminal)
{
    auto text = terminal.paint(Tone::heading, "GPO APPLIED, highest precedence first") + "\n";
    for (const auto& gpo : applied) {
        text += indented(printable(name_of(gpo, with_guid)), depth_of_paragraph, terminal);
        text +=
            std::string(depth_of_paragraph, ' ') + indented("linked at " + printable(gpo.som) + ", link order " +
                                                                link_of(gpo) + ", version " + version_of(gpo.version),
                                                            depth_of_paragraph, terminal);
    }
    return text;
}

} // namespace

std::string indented(std::string_view text, std::size_t depth, const Terminal& terminal)
{
    std::string out;
    for (const auto& line : wrap(text, terminal.width > depth + narrowest ? terminal.width - depth : narrowest)) {
        out += (out.empty() ? "" : std::string(depth, ' ')) + line + "\n";
    }
    return out.empty() ? "\n" : out;
}

std::string name_of(const GpoIdentity& gpo, bool with_guid)
{
    if (gpo.name.empty()) {
        return gpo.guid;
    }
    return with_guid && gpo.guid != gpo.name ? gpo.name + " " + gpo.guid : gpo.name;
}

std::string or_unknown(const std::string& fact)
{
    return fact.empty() ? "not known" : fact;
}

std::string applied_text(std::span<const GpoIdentity> applied, Completeness completeness, bool with_guid,
                         const Terminal& terminal)
{
    if (completeness == Completeness::unusable) {
        return "Which GPOs apply is not known.\n";
    }
    if (applied.empty()) {
        return completeness == Completeness::complete
                   ? "No GPO applies to this computer.\n"
                   : "Whether a GPO applies to this computer is not known: none that could be read does.\n";
    }
    Table table({"", "GPO APPLIED", "LINKED AT", "LINK ORDER", "VERSION"});
    std::size_t place = 0;
    for (const auto& gpo : applied) {
        table.add({std::to_string(++place), name_of(gpo, with_guid), gpo.som, link_of(gpo), version_of(gpo.version)});
    }
    const auto whole = table.text(0);
    return table.text(terminal.table_width) == whole ? whole : paragraphs(applied, with_guid, terminal);
}

} // namespace gpseal::app
