#include <gpseal/policy/registry_image.hpp>

#include <algorithm>
#include <iterator>

namespace gpseal::policy {

namespace {

Utf16Bytes without_trailing_backslashes(Utf16Bytes key)
{
    while (key.size() >= 2 && key[key.size() - 2] == std::byte{'\\'} && key[key.size() - 1] == std::byte{0}) {
        key = key.first(key.size() - 2);
    }
    return key;
}

std::string folded(Utf16Bytes key)
{
    return fold_key(without_trailing_backslashes(key));
}

std::string folded(std::string_view key)
{
    return ascii_lower(key.substr(0, key.find_last_not_of('\\') + 1));
}

std::vector<std::string> all_folded(std::span<const Utf16Bytes> names)
{
    std::vector<std::string> all;
    std::transform(names.begin(), names.end(), std::back_inserter(all), fold_key);
    return all;
}

std::string value_key(const std::string& key, const std::string& name)
{
    return key + '\0' + name;
}

const RegistryWord& later(const RegistryWord& word, const std::optional<RegistryWord>& other)
{
    return other && other->order > word.order ? *other : word;
}

} // namespace

RegistryImage::RegistryImage(std::span<const GroupPolicyObject> gpos)
{
    for (std::size_t i = 0; i < gpos.size(); ++i) {
        for (const auto& instruction : gpos[i].registry.instructions) {
            apply(instruction, {.gpo = i, .offset = instruction.offset, .order = ++entries_});
        }
    }
    settle();
}

std::size_t RegistryImage::key_index(const std::string& folded_path, Utf16Bytes path)
{
    const auto [at, is_new] = key_indices_.try_emplace(folded_path, keys_.size());
    if (is_new) {
        keys_.push_back({.path = without_trailing_backslashes(path)});
    }
    return at->second;
}

void RegistryImage::apply(const RegistryInstruction& instruction, RegistryWord word)
{
    const auto directive = directive_of(instruction);
    const auto path = folded(instruction.key);
    const auto index = key_index(path, instruction.key);
    word.action = directive.action;
    switch (directive.action) {
    case RegistryAction::set_value:
    case RegistryAction::soft_value:
        word.type = instruction.type;
        word.data = instruction.data;
        say(index, path, directive.value_name, word);
        break;
    case RegistryAction::delete_value:
        say(index, path, directive.value_name, word);
        break;
    case RegistryAction::delete_listed:
        for (const auto name : listed_names(instruction)) {
            say(index, path, name, word);
        }
        break;
    case RegistryAction::delete_values:
        keys_[index].cleared = word;
        break;
    case RegistryAction::create_key:
        keys_[index].created = word;
        break;
    case RegistryAction::delete_keys:
        word.data = instruction.data;
        keys_[index].removes.push_back(word);
        remove_keys(instruction, word);
        break;
    case RegistryAction::secure_key:
    case RegistryAction::unknown:
        word.type = instruction.type;
        word.data = instruction.data;
        keys_[index].remarks.push_back({instruction.value_name, word});
        break;
    }
}

void RegistryImage::remove_keys(const RegistryInstruction& instruction, const RegistryWord& word)
{
    removals_.push_back(word);
    removed_keys_.add(folded(instruction.key), all_folded(listed_names(instruction)), removals_.size());
}

void RegistryImage::say(std::size_t key, const std::string& folded_key, Utf16Bytes name, const RegistryWord& word)
{
    auto& values = keys_[key].values;
    const auto [at, is_new] =
        value_indices_.try_emplace(value_key(folded_key, fold_key(name)), Indexed{key, values.size()});
    if (is_new) {
        const bool is_only_soft = word.action == RegistryAction::soft_value && !clearing_of(&keys_[key], folded_key);
        values.push_back({.name = name, .outcome = word, .explicit_word = word, .is_only_soft = is_only_soft});
        return;
    }
    auto& value = values[at->second.value];
    if (word.action == RegistryAction::soft_value && is_set(keys_[key], value.explicit_word, folded_key)) {
        return;
    }
    value = {.name = name, .outcome = word, .explicit_word = word};
}

bool RegistryImage::is_set(const ImageKey& key, const RegistryWord& word, std::string_view folded_key) const
{
    return later(later(word, key.cleared), removal_of(folded_key)).sets();
}

/// The latest removal of the key or of one above it.
std::optional<RegistryWord> RegistryImage::removal_of(std::string_view folded_key) const
{
    const auto place = removed_keys_.empty() ? std::nullopt : removed_keys_.latest_over(folded_key);
    return place ? std::optional(removals_[*place - 1]) : std::nullopt;
}

/// The latest word that leaves the key without values.
std::optional<RegistryWord> RegistryImage::clearing_of(const ImageKey* key, std::string_view folded_key) const
{
    auto word = key != nullptr ? key->cleared : std::nullopt;
    const auto removed = removal_of(folded_key);
    return removed && (!word || removed->order > word->order) ? removed : word;
}

void RegistryImage::settle()
{
    for (const auto& [path, index] : key_indices_) {
        auto& key = keys_[index];
        key.removed = removal_of(path);
        for (auto& value : key.values) {
            value.outcome = later(later(value.explicit_word, key.cleared), key.removed);
        }
    }
}

const ImageKey* RegistryImage::find(std::string_view key) const
{
    const auto found = key_indices_.find(folded(key));
    return found == key_indices_.end() ? nullptr : &keys_[found->second];
}

const ImageKey* RegistryImage::find(Utf16Bytes key) const
{
    const auto found = key_indices_.find(folded(key));
    return found == key_indices_.end() ? nullptr : &keys_[found->second];
}

const ImageValue* RegistryImage::find(std::string_view key, std::string_view value_name) const
{
    const auto found = value_indices_.find(value_key(folded(key), ascii_lower(value_name)));
    return found == value_indices_.end() ? nullptr : &keys_[found->second.key].values[found->second.value];
}

const ImageValue* RegistryImage::find(Utf16Bytes key, Utf16Bytes value_name) const
{
    const auto found = value_indices_.find(value_key(folded(key), fold_key(value_name)));
    return found == value_indices_.end() ? nullptr : &keys_[found->second.key].values[found->second.value];
}

std::optional<RegistryWord> RegistryImage::last_word(std::string_view key, std::string_view value_name) const
{
    const auto* const value = find(key, value_name);
    return value != nullptr ? value->outcome : clearing_of(find(key), folded(key));
}

std::optional<RegistryWord> RegistryImage::last_clearing(Utf16Bytes key) const
{
    return clearing_of(find(key), folded(key));
}

std::vector<bool> RegistryImage::removes_topmost(Utf16Bytes key, std::span<const Utf16Bytes> subkeys) const
{
    return removed_keys_.topmost(folded(key), all_folded(subkeys));
}

} // namespace gpseal::policy
