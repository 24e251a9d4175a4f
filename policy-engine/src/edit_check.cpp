#include "edit_check.hpp"

#include "definition_match.hpp"
#include "entry_edit.hpp"
#include "entry_ownership.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::policy {

std::string subject_text(const RegistryEntry& entry)
{
    const auto view = view_of(entry);
    return to_utf8(view.key) + "!" + to_utf8(view.value_name);
}

std::string taken_from_others(const NamedValues& named, std::span<const RegistryEntry> before, const Edited& after)
{
    const ReadBack was(before);
    const ReadBack is(after.entries);
    std::size_t old = 0;
    for (std::size_t i = 0; i < after.entries.size(); ++i) {
        const auto& entry = after.entries[i];
        if (i >= after.place && i < after.place + after.count) {
            continue;
        }
        while (old < before.size() && !(before[old] == entry)) {
            ++old;
        }
        if (old < before.size() && counts(was.image(), before[old], old) && !counts(is.image(), entry, i) &&
            !named.has(entry)) {
            return subject_text(entry);
        }
        ++old;
    }
    return {};
}

bool is_last_word(const NamedValues& named, std::span<const RegistryEntry> behind)
{
    return std::none_of(behind.begin(), behind.end(), [&](const RegistryEntry& entry) { return named.has(entry); });
}

bool stands(const admx::PolicyDefinition& policy, PolicyState state, const Edited& edited)
{
    const ReadBack file(edited.entries);
    for (auto i = edited.place; i < edited.place + edited.count; ++i) {
        if (!counts(file.image(), edited.entries[i], i)) {
            return false;
        }
    }
    return state_of(policy, file.image()) == state;
}

std::string not_told_apart(const PolicyTemplate& policy, std::span<const RegistryEntry> before,
                           const RegistryEntries& after)
{
    const auto wanted = unset_policy(policy.definition, before, policy.neighbours);
    const auto found = unset_policy(policy.definition, after, policy.neighbours);
    const auto [missing, left] = std::mismatch(wanted.begin(), wanted.end(), found.begin(), found.end());
    return wanted == found ? std::string() : missing != wanted.end() ? subject_text(*missing) : subject_text(*left);
}

Result<void> check_names(const RegistryEntries& entries)
{
    constexpr std::string_view not_a_character = "\xef\xbf\xbd";
    for (const auto& entry : entries) {
        const auto view = view_of(entry);
        for (const auto& name : {to_utf8(view.key), to_utf8(view.value_name)}) {
            if (name.find(not_a_character) != std::string::npos) {
                return fail(Errc::refused,
                            "the template's key or value name " + name +
                                " is not well-formed text: its file is not in UTF-8 or UTF-16; nothing was "
                                "written");
            }
        }
    }
    return {};
}

namespace {

/// The neighbour that names the value.
const admx::PolicyDefinition* neighbour_with(const PolicyNeighbours& neighbours, const std::string& id)
{
    const auto found = std::find_if(neighbours.begin(), neighbours.end(), [&](const admx::PolicyDefinition* each) {
        const auto names = names_of(*each).values;
        return std::any_of(names.begin(), names.end(),
                           [&](ValueName value) { return folded_id(value.key, value.name) == id; });
    });
    return found == neighbours.end() ? nullptr : *found;
}

/// What other policies, as far as they are configured, stand for.
class NeighboursEntries {
public:
    NeighboursEntries(const PolicyNeighbours& neighbours, const RegistryImage& file)
    {
        for (const auto* const each : neighbours) {
            const auto state = state_of(*each, file);
            if (state == PolicyState::enabled || state == PolicyState::disabled) {
                configured_.push_back({state, NamedValues(*each), names_of(*each).lists});
            }
        }
    }

    /// Whether one of them names the entry's value, has it as a line, or clears its key.
    [[nodiscard]] bool have(const RegistryEntry& entry) const
    {
        return std::any_of(configured_.begin(), configured_.end(), [&](const Configured& each) {
            const bool enabled = each.state == PolicyState::enabled;
            const auto is_of = [&](const ListKey& list) {
                return clears(entry, list.key) ? !enabled || !list.list->additive
                                               : enabled && is_line_of(list, view_of(entry));
            };
            return each.named.has(entry) || std::any_of(each.lists.begin(), each.lists.end(), is_of);
        });
    }

private:
    struct Configured {
        PolicyState state;
        NamedValues named;
        std::vector<ListKey> lists;
    };

    std::vector<Configured> configured_;
};

} // namespace

Result<void> check_lines(const PolicyTemplate& policy, std::span<const ElementValue> values)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto& element = policy.definition.elements[i];
        const auto* const lines = std::get_if<std::vector<ListPair>>(&values[i]);
        if (lines == nullptr) {
            continue;
        }
        const auto key = key_of(policy.definition, element);
        for (const auto& line : *lines) {
            if (const auto* const other = neighbour_with(policy.neighbours, folded_id(key, line.name))) {
                return fail(Errc::refused, "element " + std::string(element.id) + " would write " + std::string(key) +
                                               '!' + line.name + ", which is policy " + std::string(other->name) +
                                               "'s to say: set that policy instead; nothing was written");
            }
        }
    }
    return {};
}

std::string still_configured_by(const PolicyTemplate& policy, const RegistryEntries& entries)
{
    const ReadBack all(entries);
    if (state_of(policy.definition, all.image()) == PolicyState::not_configured) {
        return {};
    }
    const NeighboursEntries theirs(policy.neighbours, all.image());
    const auto rest = without(entries, [&](std::size_t i) { return theirs.have(entries[i]); }).first;
    const ReadBack file(rest);
    const auto reading = read_policy(policy.definition, file.image());
    return reading.winner ? subject_text(rest[reading.winner->word.offset]) : std::string();
}

} // namespace gpseal::policy
