#include "entry_ownership.hpp"

#include "definition_match.hpp"
#include "element_reading.hpp"
#include "policy_writer.hpp"

#include <algorithm>

namespace gpseal::policy {

std::string folded_id(std::string_view key, std::string_view name)
{
    return ascii_lower(key.substr(0, key.find_last_not_of('\\') + 1)) + '\n' + ascii_lower(name);
}

std::string folded_id(Utf16Bytes key, Utf16Bytes name)
{
    const auto path = fold_key(key);
    return path.substr(0, path.find_last_not_of('\\') + 1) + '\n' + fold_key(name);
}

namespace {

bool is_key(Utf16Bytes key, const ListKey& list)
{
    return folded_id(key, Utf16Bytes()) == folded_id(list.key, std::string_view());
}

/// Whether the entry that made the value so is one that the policy would write for it: never `**soft.`, text as REG_SZ.
bool is_as_written(const RegistryWord& word, const admx::RegistryValue& value)
{
    return word.action != RegistryAction::soft_value &&
           (value.kind != admx::ValueKind::string || word.type == RegistryType::sz);
}

} // namespace

bool clears(const RegistryEntry& entry, std::string_view key)
{
    const auto view = view_of(entry);
    return directive_of(view).action == RegistryAction::delete_values &&
           folded_id(view.key, Utf16Bytes()) == folded_id(key, std::string_view());
}

/// A list in a key that others write to as well must not take their values with it: only what it can have written.
bool is_line_of(const ListKey& key_of_list, const RegistryInstruction& entry)
{
    const auto& list = *key_of_list.list;
    const auto directive = directive_of(entry);
    const auto type = list.expandable ? RegistryType::expand_sz : RegistryType::sz;
    if (directive.action != RegistryAction::set_value || entry.type != type || directive.value_name.empty() ||
        !is_key(entry.key, key_of_list) || !is_list_name(list, directive.value_name)) {
        return false;
    }
    const auto text = text_of(RegistryWord{.type = entry.type, .data = entry.data});
    return list.value_prefix || list.explicit_value || text == to_utf8(directive.value_name);
}

EntryOwnership::EntryOwnership(const admx::PolicyDefinition& policy, const PolicyNeighbours& neighbours,
                               std::span<const RegistryEntry> entries)
    : entries_(entries), lists_(names_of(policy).lists)
{
    values_.insert(folded_id(policy.key, policy.value_name));
    for (const auto& element : policy.elements) {
        const auto value = name_of(policy, element);
        values_.insert(folded_id(value.key, value.name));
    }
    const auto add_names = [&](const admx::PolicyDefinition& each) {
        for (const auto& value : names_of(each).values) {
            named_.insert(folded_id(value.key, value.name));
        }
    };
    add_names(policy);
    for (const auto* const neighbour : neighbours) {
        add_names(*neighbour);
    }
    const ReadBack file(entries);
    state_ = state_of(policy, file.image());
    if (state_ != PolicyState::not_configured) {
        find_listed(policy, file.image());
        find_clearings(neighbours);
    }
}

/// A disabled policy has no lines. Of one that is unrecognised nobody knows; its lists are read as if it were enabled.
bool EntryOwnership::writes_lines() const
{
    return state_ == PolicyState::enabled || state_ == PolicyState::unrecognised;
}

bool EntryOwnership::writes_clearing(const ListKey& list) const
{
    return state_ == PolicyState::disabled || (writes_lines() && !list.list->additive);
}

void EntryOwnership::find_listed(const admx::PolicyDefinition& policy, const RegistryImage& file)
{
    const DefinitionMatch image(file);
    if (state_ == PolicyState::enabled) {
        add_listed(file, policy.key, policy.enabled_list);
    } else if (state_ == PolicyState::disabled) {
        add_listed(file, policy.key, policy.disabled_list);
    }
    for (const auto& element : policy.elements) {
        const auto key = key_of(policy, element);
        const auto reading = read_element(policy, element, image);
        if (const auto* const box = std::get_if<admx::BooleanElement>(&element.body)) {
            const bool checked = writes_lines() && reading.value == ElementValue(true);
            add_listed(file, key, checked ? box->true_list : box->false_list);
        }
        const auto* const choice = std::get_if<admx::EnumElement>(&element.body);
        const auto* const chosen = std::get_if<EnumChoice>(&reading.value);
        if (choice != nullptr && chosen != nullptr && writes_lines()) {
            add_listed(file, key, choice->items.at(chosen->index).value_list);
        }
    }
}

/// One for each key that the policy clears as it stands: as it writes it, else spelt in another way.
void EntryOwnership::find_clearings(const PolicyNeighbours& neighbours)
{
    struct Clearing {
        std::string_view key;
        std::size_t index;
        bool is_only;
    };
    std::vector<Clearing> found;
    for (const auto& list : lists_) {
        std::optional<std::size_t> last;
        std::optional<std::size_t> as_written;
        std::size_t count = 0;
        for (std::size_t i = 0; writes_clearing(list) && i < entries_.size(); ++i) {
            if (clears(entries_[i], list.key)) {
                const auto written = make_entry(list.key, clear_values, RegistryType::sz, sz_data(" "));
                ++count;
                last = i;
                as_written = entries_[i] == written ? std::optional(i) : as_written;
            }
        }
        if (last && listed_.insert(as_written.value_or(*last)).second) {
            found.push_back({list.key, as_written.value_or(*last), count == 1});
        }
    }
    if (found.empty() || neighbours.empty()) {
        return;
    }
    const auto others = without(entries_, [&](std::size_t i) { return owns(i); }).first;
    const ReadBack file(others);
    for (const auto& each : found) {
        if (each.is_only && is_cleared_for_others(each.key, neighbours, file.image())) {
            listed_.erase(each.index);
        }
    }
}

void EntryOwnership::add_listed(const RegistryImage& file, std::string_view owner_key, const admx::RegistryList& list)
{
    const DefinitionMatch image(file);
    for (const auto& item : list) {
        const auto place = name_of(owner_key, item);
        auto word = image.match(place, item.value);
        if (place.name.empty()) { // an item that means the key's default value, which tells nothing of a state
            const auto* const found = file.find(place.key, place.name);
            word = found != nullptr && found->outcome.sets() && equals(found->outcome, item.value)
                       ? std::optional(found->outcome)
                       : std::nullopt;
        }
        if (word && is_as_written(*word, item.value)) {
            listed_.insert(word->offset); // its index: so ReadBack counts
        }
    }
}

bool EntryOwnership::is_own_value(Utf16Bytes key, Utf16Bytes name) const
{
    return !name.empty() && values_.contains(folded_id(key, name)); // a definition without a name means none
}

bool EntryOwnership::owns(std::size_t index) const
{
    const auto view = view_of(entries_[index]);
    const auto directive = directive_of(view);
    switch (directive.action) {
    case RegistryAction::set_value:
    case RegistryAction::soft_value:
    case RegistryAction::delete_value:
        return is_own_value(view.key, directive.value_name) || listed_.contains(index) ||
               (writes_lines() && is_line(view, directive));
    case RegistryAction::delete_values:
        return listed_.contains(index);
    case RegistryAction::create_key:
    case RegistryAction::delete_listed:
    case RegistryAction::delete_keys:
    case RegistryAction::secure_key:
    case RegistryAction::unknown:
        break;
    }
    return false;
}

bool EntryOwnership::is_line(const RegistryInstruction& entry, const RegistryDirective& directive) const
{
    return std::any_of(lists_.begin(), lists_.end(), [&](const ListKey& list) { return is_line_of(list, entry); }) &&
           !named_.contains(folded_id(entry.key, directive.value_name));
}

bool is_cleared_for_others(std::string_view key, const PolicyNeighbours& neighbours, const RegistryImage& file)
{
    return std::any_of(neighbours.begin(), neighbours.end(), [&](const admx::PolicyDefinition* neighbour) {
        const auto names = names_of(*neighbour);
        const auto state = state_of(*neighbour, file);
        return std::any_of(names.lists.begin(), names.lists.end(), [&](const ListKey& list) {
            return folded_id(key, std::string_view()) == folded_id(list.key, std::string_view()) &&
                   (state == PolicyState::disabled || (state == PolicyState::enabled && !list.list->additive));
        });
    });
}

PolicyNeighbours neighbours_of(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy)
{
    PolicyNeighbours neighbours;
    std::unordered_set<std::string> keys;
    for (const auto& list : names_of(policy).lists) {
        keys.insert(folded_id(list.key, std::string_view()));
    }
    const auto is_shared = [&](std::string_view key) { return keys.contains(folded_id(key, std::string_view())); };
    for (const auto& other : catalog.policies()) {
        const bool same_side = other.policy_class == policy.policy_class ||
                               other.policy_class == admx::PolicyClass::both ||
                               policy.policy_class == admx::PolicyClass::both;
        if (keys.empty() || &other == &policy || other.shadowed || !same_side) {
            continue;
        }
        const auto names = names_of(other);
        if (std::any_of(names.values.begin(), names.values.end(),
                        [&](const auto& each) { return is_shared(each.key); }) ||
            std::any_of(names.lists.begin(), names.lists.end(),
                        [&](const auto& each) { return is_shared(each.key); })) {
            neighbours.push_back(&other);
        }
    }
    return neighbours;
}

} // namespace gpseal::policy
