#include "policy_view.hpp"
#include "registry_text.hpp"
#include "report_text.hpp"
#include "resolution.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::app {

namespace {

/// Lines of running text that go on below their beginning.
std::string indented(std::string_view text, std::size_t depth, const Terminal& terminal)
{
    std::string out;
    std::size_t indent = depth;
    for (const auto& line : wrap(text, terminal.width > depth + 20 ? terminal.width - depth - 2 : 20)) {
        out += std::string(indent, ' ') + line + '\n';
        indent = depth + 2;
    }
    return out;
}

std::string short_name(const policy::GpoIdentity& gpo)
{
    return gpo.name == gpo.path ? printable(gpo.path) : "GPO '" + printable(gpo.name) + "'";
}

/// " (by …)" where a value comes from others than the policy's winner.
std::string credit(const Resolution& resolution, const policy::PolicyReading& reading,
                   std::span<const policy::RegistryWord> words)
{
    std::vector<std::size_t> gpos;
    for (const auto& word : words) {
        if (std::find(gpos.begin(), gpos.end(), word.gpo) == gpos.end()) {
            gpos.push_back(word.gpo);
        }
    }
    if (gpos.empty() || (gpos.size() == 1 && reading.winner && reading.winner->word.gpo == gpos.front())) {
        return {};
    }
    std::string names;
    for (const auto gpo : gpos) {
        names += (names.empty() ? "" : " and ") + short_name(resolution.gpos[gpo].identity);
    }
    return " (by " + names + ")";
}

/// An element's only value beside its label; of a list, of which each line may have a GPO of its own, below it.
std::string element_text(const Resolution& resolution, const policy::PolicyReading& reading,
                         const ShownElement& element, const Terminal& terminal)
{
    const auto& values = element.values;
    const bool one = values.size() == 1 && element.more == 0;
    const bool by_line = values.size() > 1 && values.size() == element.words.size();
    const auto label = element.label.ends_with(':') ? element.label : element.label + ':';
    auto out = indented(label +
                            (one              ? " " + values.front()
                             : values.empty() ? " (empty)"
                                              : "") +
                            (by_line ? "" : credit(resolution, reading, element.words)),
                        6, terminal);
    for (std::size_t i = 0; !one && i < values.size(); ++i) {
        const auto words = std::span(element.words);
        out += indented(values[i] + (by_line ? credit(resolution, reading, words.subspan(i, 1)) : ""), 8, terminal);
    }
    if (element.more != 0) {
        out += indented("… and " + std::to_string(element.more) + " more; --policy shows all of them", 8, terminal);
    }
    return out;
}

std::string elements_text(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                          const admx::PolicyDefinition& definition, const policy::PolicyReading& reading,
                          const Terminal& terminal)
{
    std::string out;
    for (const auto& element : shown_elements(catalog, definition, reading)) {
        out += element_text(resolution, reading, element, terminal);
    }
    return out;
}

/// "by GPO 'A', with GPO 'B'": who wins, and whose entries count beside it.
std::string sources_text(const Resolution& resolution, const policy::PolicyReading& reading)
{
    auto out = "by " + short_name(resolution.gpos[reading.winner->word.gpo].identity);
    for (const auto gpo : helpers_of(reading)) {
        out += ", with " + short_name(resolution.gpos[gpo].identity);
    }
    return out;
}

std::string note_text(const Resolution& resolution, const admx::PolicyDefinition& definition,
                      const policy::PolicyReading& reading, const Terminal& terminal)
{
    const auto note = mandate_note(resolution, definition, reading);
    return note ? indented("note: " + note->text, 6, terminal) : std::string();
}

/// The comments that administrators wrote; the GPO's name stands beside each where there are several GPOs.
std::string comments_text(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                          const admx::PolicyDefinition& definition, const Terminal& terminal)
{
    std::string out;
    for (const auto& comment : comments_on(resolution, catalog, definition)) {
        const auto by =
            resolution.gpos.size() > 1 ? " in " + short_name(resolution.gpos[comment.gpo].identity) : std::string();
        out += indented("comment" + by + ": " + std::string(comment.text), 6, terminal);
    }
    return out;
}

/// "Enabled", or "unknown; as far as the domain was read, Enabled".
std::string state_text(const Resolution& resolution, policy::PolicyState state)
{
    const auto name = std::string(display_name(state));
    return resolution.is_complete() ? name : "unknown; as far as the domain was read, " + name;
}

/// Why the states are not known; empty where they are.
std::string incomplete_text(const Resolution& resolution, const Terminal& terminal)
{
    std::string out;
    for (const auto& reason : resolution.is_complete() ? std::vector<std::string>{} : resolution.health->reasons) {
        out += indented("incomplete: " + printable(reason), 2, terminal);
    }
    return out;
}

std::string policies_text(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                          const policy::ResultantPolicies& result, const Terminal& terminal)
{
    std::string out;
    const std::string* category = nullptr;
    for (const auto& each : result.policies) {
        if (category == nullptr || *category != each.category) {
            out += (category == nullptr ? "" : "\n") + terminal.paint(Tone::heading, printable(each.category)) + '\n';
            category = &each.category;
        }
        out += indented(printable(each.definition->display_name) + ": " + state_text(resolution, each.reading.state), 2,
                        terminal);        // a line break in a name must not begin a row of its own
        if (resolution.gpos.size() > 1) { // one is named above
            out += indented(sources_text(resolution, each.reading), 6, terminal);
        }
        out += note_text(resolution, *each.definition, each.reading, terminal);
        out += comments_text(resolution, catalog, *each.definition, terminal);
        out += elements_text(resolution, catalog, *each.definition, each.reading, terminal);
    }
    return out;
}

policy::RegistryInstruction shown_as_entry(const policy::ExtraSetting& extra)
{
    return {.offset = extra.word.offset,
            .key = extra.key,
            .value_name = extra.value_name,
            .type = extra.word.type,
            .data = extra.word.data};
}

std::string extra_text(const Resolution& resolution, const policy::ResultantPolicies& result, const Terminal& terminal)
{
    if (result.extra.empty()) {
        return {};
    }
    Table table({"KEY", "VALUE", "TYPE", "DATA", "GPO"});
    for (const auto& extra : result.extra) {
        const auto text = text_of(shown_as_entry(extra));
        const bool sets = extra.word.sets();
        table.add({to_utf8(extra.key), value_name_text(extra.word, to_utf8(extra.value_name)), sets ? text.type : "",
                   sets ? text.data.front() + (text.data.size() > 1 ? " …" : "") : deletion_text(extra.word),
                   resolution.gpos[extra.word.gpo].identity.name});
    }
    return "\nExtra registry settings, which no configured policy explains\n" + table.text(terminal.table_width);
}

} // namespace

namespace {

/// What directives say of one policy's values that no entry by its name says: who deleted it, and with what else.
std::string deletions_text(const Resolution& resolution, const policy::PolicyReading& reading, const Terminal& terminal)
{
    std::string out;
    for (const auto& each : reading.evidence) {
        if (each.word.sets() || each.word.action == policy::RegistryAction::delete_value) {
            continue;
        }
        out += indented(printable(each.key) + (each.value_name.empty() ? "" : '!' + printable(each.value_name)) + ": " +
                            printable(deletion_text(each.word)) + ", by " +
                            short_name(resolution.gpos[each.word.gpo].identity) + " at byte " +
                            std::to_string(each.word.offset),
                        2, terminal);
    }
    return out;
}

} // namespace

std::string all_text(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                     const policy::ResultantPolicies& result, const Terminal& terminal)
{
    const auto policies = policies_text(resolution, catalog, result, terminal);
    const auto count = [](std::size_t number, const std::string& what) {
        return std::to_string(number) + ' ' + what + (number == 1 ? "" : "s");
    };
    return std::string(side_name(resolution.side)) +
           (resolution.gpos.size() == 1 ? " of " + short_name(resolution.gpos[0].identity) : "") + ": " +
           std::to_string(result.policies.size()) + (result.policies.size() == 1 ? " policy" : " policies") +
           " configured, " + count(result.extra.size(), "extra registry setting") +
           (resolution.is_complete() ? "" : "; the domain was not read completely, others may be configured") + '\n' +
           incomplete_text(resolution, terminal) + (policies.empty() ? "" : "\n" + policies) +
           extra_text(resolution, result, terminal);
}

std::string one_text(const Resolution& resolution, const admx::PolicyCatalog& catalog,
                     const admx::PolicyDefinition& definition, const Terminal& terminal)
{
    const auto reading = policy::read_policy(definition, resolution.image);
    const auto line = [](std::string_view label, const std::string& text) {
        return "  " + pad(std::string(label), 10) + text + '\n';
    };
    const auto category = policy::category_below_templates(catalog, definition);
    auto out = printable(definition.display_name) + ": " +
               terminal.paint(Tone::heading, state_text(resolution, reading.state)) + '\n' +
               incomplete_text(resolution, terminal) +
               line("Category", std::string(side_name(resolution.side)) + "\\Administrative Templates" +
                                    (category.empty() ? "" : "\\" + printable(category))) +
               line("by", reading.winner ? describe_voice(voice_of(resolution, reading.winner->word.gpo, reading))
                                         : "no GPO " + std::string(resolution.is_complete() ? "" : "that was read ") +
                                               "configures it");
    for (const auto& other : others_of(resolution, definition, reading)) {
        out += line(other.counts ? "with" : "over",
                    other.alone ? std::string(display_name(other.alone->state)) + ": " + describe_voice(*other.alone)
                                : short_name(resolution.gpos[other.gpo].identity) + ", for some of its values");
    }
    return out + deletions_text(resolution, reading, terminal) + note_text(resolution, definition, reading, terminal) +
           comments_text(resolution, catalog, definition, terminal) +
           elements_text(resolution, catalog, definition, reading, terminal);
}

} // namespace gpseal::app
