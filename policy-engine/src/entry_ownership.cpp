#include "entry_ownership.hpp"

#include "definition_match.hpp"

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

/// A list in a key that others write to as well must not take their values with it: only what it can have written.
bool is_line_of(const admx::ListElement& list, const RegistryInstruction& entry, const RegistryDirective& directive)
{
    const auto type = list.expandable ? RegistryType::expand_sz : RegistryType::sz;
    if (directive.action != RegistryAction::set_value || entry.type != type || directive.value_name.empty() ||
        !is_list_name(list, directive.value_name)) {
        return false;
    }
    const auto text = text_of(RegistryWord{.type = entry.type, .data = entry.data});
    return list.value_prefix || list.explicit_value || text == to_utf8(directive.value_name);
}

} // namespace

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
    const auto state = state_of(policy, file.image());
    is_configured_ = state != PolicyState::not_configured;
    if (is_configured_) {
        find_listed(policy, file.image(), state);
    }
}

void EntryOwnership::find_listed(const admx::PolicyDefinition& policy, const RegistryImage& file, PolicyState state)
{
    const DefinitionMatch image(file);
    if (state == PolicyState::enabled) {
        add_listed(file, policy.key, policy.enabled_list);
    } else if (state == PolicyState::disabled) {
        add_listed(file, policy.key, policy.disabled_list);
    }
    for (const auto& element : policy.elements) {
        const auto key = key_of(policy, element);
        if (const auto* const box = std::get_if<admx::BooleanElement>(&element.body)) {
            add_listed(file, key, box->true_list);
            add_listed(file, key, box->false_list);
        }
        if (const auto* const choice = std::get_if<admx::EnumElement>(&element.body)) {
            for (const auto& item : choice->items) {
                if (image.match(name_of(policy, element), item.value)) {
                    add_listed(file, key, item.value_list);
                }
            }
        }
    }
}

void EntryOwnership::add_listed(const RegistryImage& file, std::string_view owner_key,
                                const std::optional<admx::RegistryList>& list)
{
    if (!list) {
        return;
    }
    const DefinitionMatch image(file);
    for (const auto& item : *list) {
        const auto place = name_of(owner_key, item);
        auto word = image.match(place, item.value);
        if (place.name.empty()) { // an item that means the key's default value, which tells nothing of a state
            const auto* const found = file.find(place.key, place.name);
            word = found != nullptr && found->outcome.sets() && equals(found->outcome, item.value)
                       ? std::optional(found->outcome)
                       : std::nullopt;
        }
        if (word) {
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
               (is_configured_ && is_line(view, directive));
    case RegistryAction::delete_values:
        return is_configured_ &&
               std::any_of(lists_.begin(), lists_.end(), [&](const ListKey& list) { return is_key(view.key, list); });
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
    const auto is_one = [&](const ListKey& list) {
        return is_key(entry.key, list) && is_line_of(*list.list, entry, directive);
    };
    return std::any_of(lists_.begin(), lists_.end(), is_one) &&
           !named_.contains(folded_id(entry.key, directive.value_name));
}

bool is_cleared_for_others(Utf16Bytes key, const PolicyNeighbours& neighbours, std::span<const RegistryEntry> entries)
{
    return std::any_of(neighbours.begin(), neighbours.end(), [&](const admx::PolicyDefinition* neighbour) {
        const auto names = names_of(*neighbour);
        const auto state = state_in(*neighbour, entries);
        return std::any_of(names.lists.begin(), names.lists.end(), [&](const ListKey& list) {
            return is_key(key, list) &&
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
