#include "pol_diff.hpp"
#include "policy_view.hpp"
#include "registry_text.hpp"
#include "report/json_value.hpp"
#include "report_text.hpp"

#include <algorithm>

namespace gpseal::app {

namespace {

namespace json = agent::json;
using policy::PolicyReading;
using policy::RegistryWord;

std::string line(const Terminal& terminal, char sign, const std::string& text)
{
    return terminal.paint(sign == '-' ? Tone::bad : Tone::good, std::string("  ") + sign + ' ' + printable(text)) +
           '\n';
}

/// What the editor would show of a policy.
struct ShownLine {
    const admx::PolicyElement* element = nullptr; ///< nullptr: the state
    std::string text;

    bool operator==(const ShownLine&) const = default;
};
using ShownLines = std::vector<ShownLine>;

ShownLines lines_of(const admx::PolicyCatalog& catalog, const PolicyChange& change, const PolicyReading& reading)
{
    ShownLines lines{{nullptr, std::string(display_name(reading.state))}};
    for (const auto& element : shown_elements(catalog, *change.definition, reading)) {
        std::string text;
        for (const auto& value : element.values) {
            text += (text.empty() ? "" : "; ") + value;
        }
        lines.push_back({element.element, element.label + (element.label.ends_with(':') ? " " : ": ") + text});
    }
    return lines;
}

/// The lines that the other does not have.
ShownLines without(ShownLines lines, const ShownLines& other)
{
    std::erase_if(lines, [&](const auto& each) { return std::find(other.begin(), other.end(), each) != other.end(); });
    return lines;
}

bool is_among(const std::optional<RegistryWord>& word, const std::vector<RegistryWord>& words)
{
    return word && std::any_of(words.begin(), words.end(), [&](const RegistryWord& each) {
               return each.offset == word->offset && each.gpo == word->gpo;
           });
}

/// Whether a line that changed speaks of the value: another state tells of all, another element of what it rests on.
bool is_told(const ValueChange& value, const PolicyChange& change, const ShownLines& changed)
{
    return std::any_of(changed.begin(), changed.end(), [&](const ShownLine& each) {
        const auto rests_on = [&each](const PolicyReading& reading, const std::optional<RegistryWord>& word) {
            return std::any_of(reading.elements.begin(), reading.elements.end(), [&](const auto& element) {
                return element.element == each.element && is_among(word, element.words);
            });
        };
        return each.element == nullptr || rests_on(change.before, value.before) || rests_on(change.after, value.after);
    });
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

std::string value_change_text(const ValueChange& change, const Terminal& terminal, const std::string& indent)
{
    const auto name = change.key + '!' + (change.value_name.empty() ? "(default)" : change.value_name);
    auto text = indent + terminal.paint(Tone::heading, printable(name)) + '\n';
    if (change.before) {
        text += indent + line(terminal, '-', word_text(*change.before));
    }
    return change.after ? text + indent + line(terminal, '+', word_text(*change.after)) : text;
}

/// As the editor shows it, and the values that differ without a difference to be seen there.
std::string policy_change_text(const admx::PolicyCatalog& catalog, const PolicyChange& change, const Terminal& terminal)
{
    auto text = terminal.paint(Tone::heading, printable(change.definition->display_name)) +
                (change.category.empty() ? "" : "  (" + printable(change.category) + ')') + '\n';
    const auto before = lines_of(catalog, change, change.before);
    const auto after = lines_of(catalog, change, change.after);
    auto changed = without(before, after);
    const auto come = without(after, before);
    for (const auto& each : changed) {
        text += line(terminal, '-', each.text);
    }
    for (const auto& each : come) {
        text += line(terminal, '+', each.text);
    }
    changed.insert(changed.end(), come.begin(), come.end());
    bool told = !changed.empty();
    for (const auto& value : change.values) {
        if (!is_told(value, change, changed)) {
            text += value_change_text(value, terminal, "  ");
            told = true;
        }
    }
    return told ? text : text + "  the same, written in another way\n";
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

json::Array::Ptr values_json(const std::vector<ValueChange>& changes)
{
    json::Array::Ptr values = new json::Array;
    for (const auto& change : changes) {
        auto entry = json::object();
        json::set(entry, "key", change.key);
        json::set(entry, "value", change.value_name);
        set_optional_word(*entry, "before", change.before, change.value_name);
        set_optional_word(*entry, "after", change.after, change.value_name);
        values->add(entry);
    }
    return values;
}

} // namespace

std::string diff_text(const admx::PolicyCatalog& catalog, const PolDiff& diff, const Terminal& terminal)
{
    std::string text;
    for (const auto& change : diff.policies) {
        text += policy_change_text(catalog, change, terminal);
    }
    for (const auto& change : diff.values) {
        text += value_change_text(change, terminal, "");
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
        entry->set("values", values_json(change.values));
        policies->add(entry);
    }
    object.set("policies", policies);
    object.set("values", values_json(diff.values));
}

} // namespace gpseal::app
