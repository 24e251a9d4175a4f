#include <gpseal/policy/registry_image.hpp>

#include <algorithm>

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
    std::size_t order = 0;
    for (std::size_t i = 0; i < gpos.size(); ++i) {
        for (const auto& instruction : gpos[i].registry.instructions) {
            apply(instruction, {.gpo = i, .offset = instruction.offset, .order = ++order});
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
    const auto base = folded(instruction.key) + '\\';
    for (const auto name : listed_names(instruction)) {
        removals_[base + fold_key(name)] = word;
    }
}

void RegistryImage::say(std::size_t key, const std::string& folded_key, Utf16Bytes name, const RegistryWord& word)
{
    auto& values = keys_[key].values;
    const auto [at, is_new] =
        value_indices_.try_emplace(value_key(folded_key, fold_key(name)), Indexed{key, values.size()});
    if (is_new) {
        values.push_back({.name = name, .outcome = word, .explicit_word = word});
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
    std::optional<RegistryWord> latest;
    if (removals_.empty()) {
        return latest;
    }
    for (std::size_t end = 0; end != std::string_view::npos;) {
        end = folded_key.find('\\', end + 1);
        const auto found = removals_.find(std::string(folded_key.substr(0, end)));
        if (found != removals_.end() && (!latest || found->second.order > latest->order)) {
            latest = found->second;
        }
    }
    return latest;
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

const ImageValue* RegistryImage::find(std::string_view key, std::string_view value_name) const
{
    const auto found = value_indices_.find(value_key(folded(key), ascii_lower(value_name)));
    return found == value_indices_.end() ? nullptr : &keys_[found->second.key].values[found->second.value];
}

std::optional<RegistryWord> RegistryImage::last_word(std::string_view key, std::string_view value_name) const
{
    if (const auto* const value = find(key, value_name)) {
        return value->outcome;
    }
    const auto* const named = find(key);
    auto word = named != nullptr ? named->cleared : std::nullopt;
    const auto removed = removal_of(folded(key));
    if (removed && (!word || removed->order > word->order)) {
        word = removed;
    }
    return word;
}

} // namespace gpseal::policy
