#include "value_effect.hpp"

#include <algorithm>

namespace gpseal::policy {

namespace {

/// `key` is `base\NAME` or lies below it, for one of the names.
bool lies_below(std::string_view key, Utf16Bytes base, const std::vector<Utf16Bytes>& names)
{
    const auto base_length = base.size() / 2;
    if (key.size() <= base_length || key[base_length] != '\\' ||
        !equals_ascii_icase(base, key.substr(0, base_length))) {
        return false;
    }
    const auto rest = key.substr(base_length + 1);
    return std::any_of(names.begin(), names.end(), [&](Utf16Bytes name) {
        const auto length = name.size() / 2;
        return rest.size() >= length && equals_ascii_icase(name, rest.substr(0, length)) &&
               (rest.size() == length || rest[length] == '\\');
    });
}

/// A backslash at the end of a key names the same key.
Utf16Bytes without_trailing_backslashes(Utf16Bytes key)
{
    while (key.size() >= 2 && key[key.size() - 2] == std::byte{'\\'} && key[key.size() - 1] == std::byte{0}) {
        key = key.first(key.size() - 2);
    }
    return key;
}

} // namespace

std::optional<KeyEffect> KeyEffect::of(const RegistryInstruction& instruction, std::string_view key)
{
    // Nearly every instruction is about another key: decide that by its length before anything is folded.
    const auto path = without_trailing_backslashes(instruction.key);
    const bool same_key = path.size() == 2 * key.size() && equals_ascii_icase(path, key);
    const bool maybe_parent = path.size() < 2 * key.size();
    if (!same_key && !maybe_parent) {
        return std::nullopt;
    }
    KeyEffect effect;
    effect.directive_ = directive_of(instruction);
    const bool deletes_keys = effect.directive_.action == RegistryAction::delete_keys;
    // a key that deletes its subkeys keeps its own values
    if (same_key == deletes_keys || (deletes_keys && !lies_below(key, path, listed_names(instruction)))) {
        return std::nullopt;
    }
    if (effect.directive_.action == RegistryAction::delete_listed) {
        effect.listed_ = listed_names(instruction);
    }
    return effect;
}

std::optional<RegistryAction> KeyEffect::on(std::string_view value_name) const
{
    const auto action = directive_.action;
    const auto meant = [&](Utf16Bytes name) { return equals_ascii_icase(name, value_name); };
    bool does = false;
    switch (action) {
    case RegistryAction::set_value:
    case RegistryAction::soft_value:
    case RegistryAction::delete_value:
        does = meant(directive_.value_name);
        break;
    case RegistryAction::delete_values:
    case RegistryAction::delete_keys:
        does = true;
        break;
    case RegistryAction::delete_listed:
        does = std::any_of(listed_.begin(), listed_.end(), meant);
        break;
    case RegistryAction::create_key:
    case RegistryAction::secure_key:
    case RegistryAction::unknown:
        break;
    }
    return does ? std::optional(action) : std::nullopt;
}

void NetEffect::add(std::size_t index, RegistryAction action)
{
    if (action == RegistryAction::soft_value) {
        if (!soft && !hard_sets) {
            soft = index;
        }
        return;
    }
    hard = index;
    hard_sets = action == RegistryAction::set_value;
    soft.reset();
}

NetEffect net_effect(const RegistryPolicyFile& file, std::string_view key, std::string_view value_name)
{
    NetEffect effect;
    for (std::size_t i = 0; i < file.instructions.size(); ++i) {
        const auto here = KeyEffect::of(file.instructions[i], key);
        const auto action = here ? here->on(value_name) : std::nullopt;
        if (action) {
            effect.add(i, *action);
        }
    }
    return effect;
}

} // namespace gpseal::policy
