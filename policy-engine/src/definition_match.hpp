#pragma once

#include <gpseal/admx/policy_definition.hpp>
#include <gpseal/policy/registry_image.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// A registry value that a definition names.
struct ValueName {
    std::string_view key;
    std::string_view name;
};

[[nodiscard]] std::string_view key_of(const admx::PolicyDefinition& policy, const admx::PolicyElement& element);
[[nodiscard]] ValueName name_of(const admx::PolicyDefinition& policy, const admx::PolicyElement& element);
[[nodiscard]] ValueName name_of(std::string_view owner_key, const admx::RegistryListItem& item);

/// What a value_name means where the definition does not say: DWORD 1 is on, deleted is off.
[[nodiscard]] admx::RegistryValue default_on();
[[nodiscard]] admx::RegistryValue default_off();
[[nodiscard]] admx::RegistryValue on_value(const admx::PolicyDefinition& policy);
[[nodiscard]] admx::RegistryValue off_value(const admx::PolicyDefinition& policy);
[[nodiscard]] admx::RegistryValue true_value(const admx::BooleanElement& element);

/// Whether data is the number or text. A deletion is never in data.
[[nodiscard]] bool equals(const RegistryWord& word, const admx::RegistryValue& wanted);

/// The texts of REG_SZ and REG_EXPAND_SZ (up to the first NUL) and of REG_MULTI_SZ; nullopt: another type.
[[nodiscard]] std::optional<std::string> text_of(const RegistryWord& word);
[[nodiscard]] std::optional<std::vector<std::string>> lines_of(const RegistryWord& word);
[[nodiscard]] std::optional<std::uint64_t> number_of(const RegistryWord& word); ///< of a whole REG_DWORD or REG_QWORD

/// Questions about an image in the definitions' terms.
class DefinitionMatch {
public:
    explicit DefinitionMatch(const RegistryImage& image) : image_(image) {}

    /// The word if it sets the value.
    [[nodiscard]] std::optional<RegistryWord> set_word(ValueName value) const;
    /// The `**Del.` if it is the last word that names the value.
    [[nodiscard]] std::optional<RegistryWord> deletion(ValueName value) const;
    /// The word that makes the value what is wanted.
    [[nodiscard]] std::optional<RegistryWord> match(ValueName value, const admx::RegistryValue& wanted) const;

    /// The words of those items that are as wanted; all of them are when there are as many as items.
    [[nodiscard]] std::vector<RegistryWord> matches(std::string_view owner_key, const admx::RegistryList& list) const;
    [[nodiscard]] bool all_match(std::string_view owner_key, const admx::RegistryList& list) const;

    /// The values of a list element, in file order.
    [[nodiscard]] std::vector<const ImageValue*> list_values(std::string_view key,
                                                             const admx::ListElement& element) const;
    /// The `**DelVals.` of the key.
    [[nodiscard]] std::optional<RegistryWord> clearing(std::string_view key) const;

private:
    [[nodiscard]] const ImageValue* find(ValueName value) const;

    const RegistryImage& image_;
};

/// Whether a value's name is one that this list can have written: the prefix and a number, or any name.
[[nodiscard]] bool is_list_name(const admx::ListElement& element, Utf16Bytes name);

} // namespace gpseal::policy
