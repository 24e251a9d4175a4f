#include "pol_diff.hpp"

#include "policy_view.hpp"
#include "registry_text.hpp"
#include "report/json_value.hpp"
#include "report_text.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace gpseal::app {

namespace {

namespace json = agent::json;
using policy::PolicyReading;
using policy::RegistryWord;

bool same_elements(const PolicyReading& a, const PolicyReading& b)
{
    return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
                      [](const policy::ElementReading& x, const policy::ElementReading& y) {
                          return x.state == y.state && x.value == y.value;
                      });
}

bool same_word(const RegistryWord& a, const RegistryWord& b)
{
    return a.action == b.action && a.type == b.type &&
           std::equal(a.data.begin(), a.data.end(), b.data.begin(), b.data.end());
}

bool same_word(const std::optional<RegistryWord>& a, const std::optional<RegistryWord>& b)
{
    return a && b ? same_word(*a, *b) : a.has_value() == b.has_value();
}

/// The same entries in the same order, wherever they stand.
bool same_evidence(const PolicyReading& a, const PolicyReading& b)
{
    return std::equal(a.evidence.begin(), a.evidence.end(), b.evidence.begin(), b.evidence.end(),
                      [](const policy::PolicyEvidence& x, const policy::PolicyEvidence& y) {
                          return equals_icase(x.value_name, y.value_name) && same_word(x.word, y.word);
                      });
}

bool is_same(const PolicyReading& a, const PolicyReading& b)
{
    return a.state == b.state && same_elements(a, b) && same_evidence(a, b);
}

std::vector<PolicyChange> changes_of(const policy::ResultantPolicies& a, const policy::ResultantPolicies& b,
                                     const policy::RegistryImage& before, const policy::RegistryImage& after)
{
    std::vector<PolicyChange> changes;
    std::set<const admx::PolicyDefinition*> seen;
    for (const auto* const side : {&a, &b}) {
        for (const auto& each : side->policies) {
            if (!seen.insert(each.definition).second) {
                continue;
            }
            PolicyChange change{each.definition, each.category, policy::read_policy(*each.definition, before),
                                policy::read_policy(*each.definition, after)};
            if (!is_same(change.before, change.after)) {
                changes.push_back(std::move(change));
            }
        }
    }
    return changes;
}

std::string name_of(const policy::ExtraSetting& setting)
{
    switch (setting.word.action) {
    case policy::RegistryAction::delete_values:
        return "**delvals.";
    case policy::RegistryAction::delete_keys:
        return "**deletekeys";
    case policy::RegistryAction::set_value:
    case policy::RegistryAction::create_key:
    case policy::RegistryAction::delete_value:
    case policy::RegistryAction::delete_listed:
    case policy::RegistryAction::secure_key:
    case policy::RegistryAction::soft_value:
    case policy::RegistryAction::unknown:
        break;
    }
    return to_utf8(setting.value_name);
}

/// The value in either file, in the order of the first that speaks of it.
std::vector<ValueChange> changes_of(const policy::ResultantPolicies& a, const policy::ResultantPolicies& b)
{
    std::vector<ValueChange> all;
    std::map<std::string, std::size_t> places;
    for (const auto* const side : {&a, &b}) {
        std::map<std::string, std::size_t> removals; // a key may have several **DeleteKeys
        for (const auto& extra : side->extra) {
            ValueChange change{.key = to_utf8(extra.key), .value_name = name_of(extra), .before = {}, .after = {}};
            auto id = ascii_lower(change.key + '\n' + change.value_name);
            if (extra.word.action == policy::RegistryAction::delete_keys) {
                id += '\n' + std::to_string(++removals[id]);
            }
            const auto [at, is_new] = places.try_emplace(id, all.size());
            if (is_new) {
                all.push_back(std::move(change));
            }
            (side == &a ? all[at->second].before : all[at->second].after) = extra.word;
        }
    }
    std::erase_if(all, [](const ValueChange& each) { return same_word(each.before, each.after); });
    return all;
}

std::string line(const Terminal& terminal, char sign, const std::string& text)
{
    return terminal.paint(sign == '-' ? Tone::bad : Tone::good, std::string("  ") + sign + ' ' + printable(text)) +
           '\n';
}

std::vector<std::string> lines_of(const admx::PolicyCatalog& catalog, const PolicyChange& change,
                                  const PolicyReading& reading)
{
    std::vector<std::string> lines{std::string(display_name(reading.state))};
    for (const auto& element : shown_elements(catalog, *change.definition, reading)) {
        std::string text;
        for (const auto& value : element.values) {
            text += (text.empty() ? "" : "; ") + value;
        }
        lines.push_back(element.label + (element.label.ends_with(':') ? " " : ": ") + text);
    }
    return lines;
}

std::string policy_change_text(const admx::PolicyCatalog& catalog, const PolicyChange& change, const Terminal& terminal)
{
    auto text = terminal.paint(Tone::heading, printable(change.definition->display_name)) +
                (change.category.empty() ? "" : "  (" + printable(change.category) + ')') + '\n';
    const auto before = lines_of(catalog, change, change.before);
    const auto after = lines_of(catalog, change, change.after);
    if (before == after) {
        return text + "  the same, written in another way\n";
    }
    for (const auto& each : before) {
        if (std::find(after.begin(), after.end(), each) == after.end()) {
            text += line(terminal, '-', each);
        }
    }
    for (const auto& each : after) {
        if (std::find(before.begin(), before.end(), each) == before.end()) {
            text += line(terminal, '+', each);
        }
    }
    return text;
}

std::string word_text(const RegistryWord& word)
{
    if (!word.sets()) {
        return deletion_text(word);
    }
    std::string text = policy::to_string(word.type);
    for (const auto& each : data_lines(word.type, word.data)) {
        text += ' ' + each;
    }
    return word.action == policy::RegistryAction::soft_value ? text + ", where it is absent" : text;
}

std::string value_change_text(const ValueChange& change, const Terminal& terminal)
{
    auto text =
        terminal.paint(Tone::heading,
                       printable(change.key + '!' + (change.value_name.empty() ? "(default)" : change.value_name))) +
        '\n';
    if (change.before) {
        text += line(terminal, '-', word_text(*change.before));
    }
    return change.after ? text + line(terminal, '+', word_text(*change.after)) : text;
}

json::Object::Ptr state_json(const admx::PolicyCatalog& catalog, const PolicyChange& change,
                             const PolicyReading& reading)
{
    const auto whole = policy_reading_json(catalog, *change.definition, reading);
    auto object = json::object();
    object->set("state", whole->get("state"));
    object->set("elements", whole->get("elements"));
    return object;
}

void set_optional_word(json::Object& object, const char* name, const std::optional<RegistryWord>& word,
                       const std::string& value_name)
{
    if (!word) {
        object.set(name, Poco::Dynamic::Var());
        return;
    }
    auto entry = json::object();
    set_word(*entry, *word);
    set_deleted_names(*entry, *word, value_name);
    object.set(name, entry);
}

} // namespace

PolDiff pol_diff(const admx::PolicyCatalog& catalog, admx::PolicyClass side, const policy::RegistryImage& before,
                 const policy::RegistryImage& after)
{
    const auto a = policy::resultant_policies(catalog, side, before);
    const auto b = policy::resultant_policies(catalog, side, after);
    return {changes_of(a, b, before, after), changes_of(a, b)};
}

std::string diff_text(const admx::PolicyCatalog& catalog, const PolDiff& diff, const Terminal& terminal)
{
    std::string text;
    for (const auto& change : diff.policies) {
        text += policy_change_text(catalog, change, terminal);
    }
    for (const auto& change : diff.values) {
        text += value_change_text(change, terminal);
    }
    return text;
}

void set_diff(Poco::JSON::Object& object, const admx::PolicyCatalog& catalog, const PolDiff& diff)
{
    json::Array::Ptr policies = new json::Array;
    for (const auto& change : diff.policies) {
        auto entry = policy_reading_json(catalog, *change.definition, change.after);
        entry->remove("state");
        entry->remove("elements");
        entry->set("before", state_json(catalog, change, change.before));
        entry->set("after", state_json(catalog, change, change.after));
        policies->add(entry);
    }
    json::Array::Ptr values = new json::Array;
    for (const auto& change : diff.values) {
        auto entry = json::object();
        json::set(entry, "key", change.key);
        json::set(entry, "value", change.value_name);
        set_optional_word(*entry, "before", change.before, change.value_name);
        set_optional_word(*entry, "after", change.after, change.value_name);
        values->add(entry);
    }
    object.set("policies", policies);
    object.set("values", values);
}

} // namespace gpseal::app
