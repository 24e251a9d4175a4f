#include "definition_match.hpp"

#include <gpseal/base/byte_reader.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

bool is_nul(std::span<const std::byte> text, std::size_t at)
{
    return text[at] == std::byte{0} && text[at + 1] == std::byte{0};
}

std::size_t find_nul(std::span<const std::byte> text, std::size_t at)
{
    while (at < text.size() && !is_nul(text, at)) {
        at += 2;
    }
    return at;
}

std::span<const std::byte> whole_units(std::span<const std::byte> data)
{
    return data.first(data.size() / 2 * 2);
}

bool is_digit(std::span<const std::byte> text, std::size_t at)
{
    return text[at] >= std::byte{'0'} && text[at] <= std::byte{'9'} && text[at + 1] == std::byte{0};
}

} // namespace

std::string_view key_of(const admx::PolicyDefinition& policy, const admx::PolicyElement& element)
{
    return element.key.empty() ? policy.key : element.key;
}

ValueName name_of(const admx::PolicyDefinition& policy, const admx::PolicyElement& element)
{
    return {key_of(policy, element), element.value_name};
}

ValueName name_of(std::string_view owner_key, const admx::RegistryListItem& item)
{
    return {item.key.empty() ? owner_key : item.key, item.value_name};
}

admx::RegistryValue default_on()
{
    return {.kind = admx::ValueKind::decimal, .number = 1, .text = {}};
}

admx::RegistryValue default_off()
{
    return {.kind = admx::ValueKind::deletion, .number = 0, .text = {}};
}

admx::RegistryValue on_value(const admx::PolicyDefinition& policy)
{
    return policy.enabled_value.value_or(default_on());
}

admx::RegistryValue off_value(const admx::PolicyDefinition& policy)
{
    return policy.disabled_value.value_or(default_off());
}

admx::RegistryValue true_value(const admx::BooleanElement& element)
{
    return element.true_value.value_or(default_on());
}

bool equals(const RegistryWord& word, const admx::RegistryValue& wanted)
{
    switch (wanted.kind) {
    case admx::ValueKind::decimal:
        return word.type == RegistryType::dword && number_of(word) == wanted.number;
    case admx::ValueKind::long_decimal:
        return word.type == RegistryType::qword && number_of(word) == wanted.number;
    case admx::ValueKind::string:
        return text_of(word) == std::string(wanted.text);
    case admx::ValueKind::deletion:
    case admx::ValueKind::unreadable:
        return false;
    }
    return false;
}

std::optional<std::string> text_of(const RegistryWord& word)
{
    if (word.type != RegistryType::sz && word.type != RegistryType::expand_sz) {
        return std::nullopt;
    }
    const auto text = whole_units(word.data);
    return to_utf8(text.first(find_nul(text, 0)));
}

std::optional<std::vector<std::string>> lines_of(const RegistryWord& word)
{
    if (word.type != RegistryType::multi_sz) {
        return std::nullopt;
    }
    std::vector<std::string> lines;
    const auto text = whole_units(word.data);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = find_nul(text, at);
        lines.push_back(to_utf8(text.subspan(at, end - at)));
        at = end + 2;
    }
    while (!lines.empty() && lines.back().empty()) {
        lines.pop_back(); // the terminator, of which real files have one, two, or only that
    }
    return lines;
}

std::optional<std::uint64_t> number_of(const RegistryWord& word)
{
    ByteReader in(word.data);
    if (word.type == RegistryType::dword && word.data.size() == 4) {
        return in.u32le();
    }
    if (word.type == RegistryType::qword && word.data.size() == 8) {
        return in.u64le();
    }
    return std::nullopt;
}

const ImageValue* DefinitionMatch::find(ValueName value) const
{
    return value.name.empty() ? nullptr : image_.find(value.key, value.name); // a definition without a name means none
}

std::optional<RegistryWord> DefinitionMatch::set_word(ValueName value) const
{
    const auto* const found = find(value);
    return found != nullptr && found->outcome.sets() ? std::optional(found->outcome) : std::nullopt;
}

std::optional<RegistryWord> DefinitionMatch::deletion(ValueName value) const
{
    const auto* const found = find(value);
    return found != nullptr && found->explicit_word.action == RegistryAction::delete_value
               ? std::optional(found->explicit_word)
               : std::nullopt;
}

std::optional<RegistryWord> DefinitionMatch::match(ValueName value, const admx::RegistryValue& wanted) const
{
    if (wanted.kind == admx::ValueKind::deletion) {
        return deletion(value);
    }
    const auto word = set_word(value);
    return word && equals(*word, wanted) ? word : std::nullopt;
}

std::vector<RegistryWord> DefinitionMatch::matches(std::string_view owner_key, const admx::RegistryList& list) const
{
    std::vector<RegistryWord> words;
    for (const auto& item : list) {
        if (const auto word = match(name_of(owner_key, item), item.value)) {
            words.push_back(*word);
        }
    }
    return words;
}

bool DefinitionMatch::all_match(std::string_view owner_key, const admx::RegistryList& list) const
{
    return !list.empty() && matches(owner_key, list).size() == list.size();
}

std::vector<const ImageValue*> DefinitionMatch::list_values(std::string_view key,
                                                            const admx::ListElement& element) const
{
    std::vector<const ImageValue*> values;
    const auto* const found = image_.find(key);
    if (found == nullptr) {
        return values;
    }
    for (const auto& value : found->values) {
        if (value.outcome.sets() && is_list_name(element, value.name)) {
            values.push_back(&value);
        }
    }
    return values;
}

std::optional<RegistryWord> DefinitionMatch::clearing(std::string_view key) const
{
    const auto* const found = image_.find(key);
    return found == nullptr ? std::nullopt : found->cleared;
}

bool is_list_name(const admx::ListElement& element, Utf16Bytes name)
{
    if (!element.value_prefix || element.explicit_value) {
        return true; // explicit names leave no room for a prefix, though some templates give both
    }
    const auto prefix = element.value_prefix->size() * 2;
    if (name.size() <= prefix || !is_digit(name, name.size() - 2) ||
        fold_key(name.first(prefix)) != ascii_lower(*element.value_prefix)) {
        return false;
    }
    for (std::size_t at = prefix; at < name.size(); at += 2) {
        if (!is_digit(name, at)) {
            return false;
        }
    }
    return true;
}

} // namespace gpseal::policy
