#include "pol_diff.hpp"
#include "policy_view.hpp"
#include "registry_text.hpp"
#include "report_text.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace gpseal::app {

namespace {

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

/// Entries, by their place in the order of one side.
using Orders = std::unordered_set<std::size_t>;

/// One side of a policy's change.
struct Side {
    const PolicyReading& reading;
    Orders changed; ///< the words that decide over values that changed
    ShownLines lines = {};
};

ShownLine line_of(const ShownElement& element, const std::vector<std::string>& values, std::size_t more)
{
    std::string text;
    for (const auto& value : values) {
        text += (text.empty() ? "" : "; ") + value;
    }
    text += more == 0 ? "" : "; … and " + std::to_string(more) + " more";
    return {element.element, element.label + (element.label.ends_with(':') ? " " : ": ") + text};
}

/// An element that the other side does not show, as far as its entries are there no more, or are new: in another state
/// the editor would not show it, and still it is in force.
std::optional<ShownLine> changed_line(const ShownElement& element, const Orders& changed)
{
    const auto has_changed = [&](const RegistryWord& word) { return changed.contains(word.order); };
    if (element.values.size() != element.words.size()) {
        return std::any_of(element.words.begin(), element.words.end(), has_changed)
                   ? std::optional(line_of(element, element.values, element.more))
                   : std::nullopt;
    }
    std::vector<std::string> values;
    for (std::size_t i = 0; i < element.values.size(); ++i) {
        if (has_changed(element.words[i])) {
            values.push_back(element.values[i]);
        }
    }
    return values.empty() ? std::nullopt : std::optional(line_of(element, values, element.more));
}

void add_lines(Side& side, const std::vector<ShownElement>& shown, const std::vector<ShownElement>& other)
{
    side.lines.push_back({nullptr, std::string(display_name(side.reading.state))});
    for (const auto& element : shown) {
        const bool in_both = std::any_of(other.begin(), other.end(),
                                         [&](const ShownElement& each) { return each.element == element.element; });
        const auto line =
            in_both ? line_of(element, element.values, element.more) : changed_line(element, side.changed);
        if (line) {
            side.lines.push_back(*line);
        }
    }
}

/// The lines that the other does not have.
ShownLines without(ShownLines lines, const ShownLines& other)
{
    std::erase_if(lines, [&](const auto& each) { return std::find(other.begin(), other.end(), each) != other.end(); });
    return lines;
}

/// What the lines of one policy's change tell of.
class Told {
public:
    Told(const Side& before, const Side& after) : state_(before.reading.state != after.reading.state)
    {
        add(before_, before, after);
        add(after_, after, before);
    }

    /// Whether they tell of all that happened to the value.
    [[nodiscard]] bool has(const policy::EffectChange& change) const
    {
        const bool shows = is_shown(change.before, before_) || is_shown(change.after, after_);
        const auto is_told = [&](const std::optional<RegistryWord>& word, const Words& side) {
            return !word || is_shown(word, side) || (!word->sets() && (shows || disables(*word, side)));
        };
        return is_told(change.before, before_) && is_told(change.after, after_);
    }

private:
    struct Words {
        Orders shown;          ///< those that a changed line shows
        bool disabled = false; ///< the changed state, of which deletions are a part
        bool lists = false;    ///< a changed line is that of a list, and its key's clearing a part of it
    };

    void add(Words& words, const Side& side, const Side& other) const
    {
        words.disabled = state_ && side.reading.state == policy::PolicyState::disabled;
        if (state_) {
            for (const auto& word : side.reading.own) {
                words.shown.insert(word.order);
            }
        }
        for (const auto& line : without(side.lines, other.lines)) {
            for (const auto& element : side.reading.elements) {
                if (element.element != line.element) {
                    continue;
                }
                words.lists = words.lists || std::holds_alternative<admx::ListElement>(line.element->body);
                for (const auto& word : element.words) {
                    words.shown.insert(word.order);
                }
            }
        }
    }

    static bool is_shown(const std::optional<RegistryWord>& word, const Words& side)
    {
        return word && side.shown.contains(word->order);
    }

    static bool disables(const RegistryWord& word, const Words& side)
    {
        return side.disabled || (side.lists && word.action == policy::RegistryAction::delete_values);
    }

    bool state_;
    Words before_;
    Words after_;
};

std::string word_text(const policy::EffectChange& change, const RegistryWord& word)
{
    if (change.kind == policy::EffectKind::value && word.action == policy::RegistryAction::delete_keys) {
        return "deleted with its key";
    }
    if (word.action == policy::RegistryAction::unknown && !word.data.empty()) {
        return deletion_text(word) + ": " + data_lines(word.type, word.data).front();
    }
    if (!word.sets()) {
        return deletion_text(word);
    }
    std::string text = policy::to_string(word.type);
    const char* separator = " ";
    for (const auto& each : data_lines(word.type, word.data)) {
        text += std::exchange(separator, "; ") + each; // the strings of a list, as by policy
    }
    return word.action == policy::RegistryAction::soft_value ? text + ", where it is absent" : text;
}

std::string value_change_text(const policy::EffectChange& change, const Terminal& terminal, const std::string& indent)
{
    const auto value_name = value_name_of(change);
    const auto name = clipped(to_utf8(change.key)) + '!' +
                      (change.kind == policy::EffectKind::creation ? "(the key)"
                       : value_name.empty()                        ? "(default)"
                                                                   : clipped(value_name));
    auto text = indent + terminal.paint(Tone::heading, printable(name)) + '\n';
    if (change.before) {
        text += indent + line(terminal, '-', word_text(change, *change.before));
    }
    return change.after ? text + indent + line(terminal, '+', word_text(change, *change.after)) : text;
}

/// As the editor shows it, and the values that differ without a difference to be seen there.
std::string policy_change_text(const admx::PolicyCatalog& catalog, const PolDiff& diff, const PolicyChange& change,
                               const Terminal& terminal)
{
    Side before{.reading = change.before, .changed = {}};
    Side after{.reading = change.after, .changed = {}};
    for (const auto place : change.values) {
        const auto& each = diff.changes[place];
        if (each.before) {
            before.changed.insert(each.before->order);
        }
        if (each.after) {
            after.changed.insert(each.after->order);
        }
    }
    const auto old = shown_elements(catalog, *change.definition, change.before);
    const auto now = shown_elements(catalog, *change.definition, change.after);
    add_lines(before, old, now);
    add_lines(after, now, old);
    auto text = terminal.paint(Tone::heading, printable(change.definition->display_name)) +
                (change.category.empty() ? "" : "  (" + printable(change.category) + ')') + '\n';
    for (const auto& each : without(before.lines, after.lines)) {
        text += line(terminal, '-', each.text);
    }
    for (const auto& each : without(after.lines, before.lines)) {
        text += line(terminal, '+', each.text);
    }
    const Told told(before, after);
    for (const auto place : change.values) {
        if (!told.has(diff.changes[place])) {
            text += value_change_text(diff.changes[place], terminal, "  ");
        }
    }
    return change.more_values == 0 ? text
                                   : text + "  … and " + std::to_string(change.more_values) + " more of its values\n";
}

} // namespace

std::string diff_text(const admx::PolicyCatalog& catalog, const PolDiff& diff, const Terminal& terminal)
{
    std::string text;
    for (const auto& change : diff.policies) {
        text += policy_change_text(catalog, diff, change, terminal);
    }
    for (const auto place : diff.values) {
        text += value_change_text(diff.changes[place], terminal, "");
    }
    return text;
}

} // namespace gpseal::app
