#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace gpseal::admx {

// What one <policy> of an ADMX file says. Every string_view points into the PolicyCatalog that holds the policy and
// lives as long as it; texts are valid UTF-8 but otherwise untrusted: pass them through printable() before showing.

enum class PolicyClass { machine, user, both };

[[nodiscard]] std::string_view to_string(PolicyClass policy_class); ///< as ADMX spells it: Machine, User, Both

/// Where something was defined.
struct SourcePlace {
    std::uint32_t file = 0;   ///< index into PolicyCatalog::files()
    std::uint32_t offset = 0; ///< into the file's text as UTF-8 without byte order mark

    bool operator==(const SourcePlace&) const = default;
};

enum class ValueKind {
    decimal,      ///< REG_DWORD `number`
    long_decimal, ///< REG_QWORD `number`
    string,       ///< REG_SZ `text` (REG_EXPAND_SZ where the element says expandable)
    deletion,     ///< the value is to be absent
    unreadable,   ///< the file says something else; `text` has it. Never equal to any data.
};

/// What a registry value has to be.
struct RegistryValue {
    ValueKind kind = ValueKind::unreadable;
    std::uint64_t number = 0;
    std::string_view text;

    bool operator==(const RegistryValue&) const = default;
};

struct RegistryListItem {
    std::string_view key; ///< already the list's defaultKey where the item has none; empty: the owner's key
    std::string_view value_name;
    RegistryValue value;

    bool operator==(const RegistryListItem&) const = default;
};

using RegistryList = std::vector<RegistryListItem>;

struct BooleanElement {
    std::optional<RegistryValue> true_value;
    std::optional<RegistryValue> false_value;
    std::optional<RegistryList> true_list;
    std::optional<RegistryList> false_list;

    bool operator==(const BooleanElement&) const = default;
};

/// <decimal> and <longDecimal>; the limits' defaults are the schema's.
struct DecimalElement {
    bool is_long = false;
    bool required = false;
    std::int64_t minimum = 0; ///< negative ones occur in real files
    std::uint64_t maximum = 9999;
    bool store_as_text = false;
    bool soft = false;

    bool operator==(const DecimalElement&) const = default;
};

struct TextElement {
    bool required = false;
    std::uint64_t max_length = 1023;
    bool expandable = false;
    bool soft = false;

    bool operator==(const TextElement&) const = default;
};

struct MultiTextElement {
    bool required = false;
    std::uint64_t max_length = 1023;
    std::uint64_t max_strings = 0; ///< 0: no limit
    bool expandable = false;
    bool soft = false;

    bool operator==(const MultiTextElement&) const = default;
};

struct EnumItem {
    std::string_view display_name;
    RegistryValue value;
    RegistryList value_list;

    bool operator==(const EnumItem&) const = default;
};

struct EnumElement {
    bool required = false;
    std::vector<EnumItem> items;

    bool operator==(const EnumElement&) const = default;
};

struct ListElement {
    std::optional<std::string_view> value_prefix; ///< empty but there: values are named 1, 2, 3 …
    bool additive = false;
    bool expandable = false;
    bool explicit_value = false;

    bool operator==(const ListElement&) const = default;
};

struct PolicyElement {
    std::string_view id;
    std::string_view key; ///< empty: the policy's key
    std::string_view value_name;
    std::string_view client_extension;
    std::variant<BooleanElement, DecimalElement, TextElement, MultiTextElement, EnumElement, ListElement> body;
    std::uint32_t offset = 0; ///< of its tag in the text of the policy's file

    bool operator==(const PolicyElement&) const = default;
};

[[nodiscard]] std::string_view kind_name(const PolicyElement& element); ///< the element's name in ADMX: "multiText"

struct PolicyDefinition {
    std::string_view name;
    PolicyClass policy_class = PolicyClass::machine;
    std::string_view display_name; ///< the policy's name where no language has the string
    std::string_view explain_text; ///< line breaks are LF; empty where no language has the string
    std::string_view key;
    std::string_view value_name; ///< empty: the elements alone carry the policy
    std::string_view client_extension;
    std::string_view presentation;       ///< id in the ADML's presentationTable; empty: none
    std::string_view parent_reference;   ///< as written, e.g. windows:Network
    std::optional<std::size_t> category; ///< index into PolicyCatalog::categories(); none: see parent_reference
    std::string_view supported_on;       ///< text; the reference as written where nothing defines it
    std::optional<std::size_t> support;  ///< index into PolicyCatalog::support_definitions()
    std::vector<std::string_view> see_also;
    std::string_view keywords;
    std::vector<std::string_view> annotations;
    std::optional<RegistryValue> enabled_value;  ///< none: DWORD 1, if there is a value_name
    std::optional<RegistryValue> disabled_value; ///< none: the value is deleted, if there is a value_name
    std::optional<RegistryList> enabled_list;
    std::optional<RegistryList> disabled_list;
    std::vector<PolicyElement> elements;
    SourcePlace place;
    bool shadowed = false; ///< an earlier file or policy has the same name; found only where nothing else has the name
};

struct Category {
    std::string_view name;
    std::string_view display_name;
    std::string_view parent_reference; ///< empty: below Administrative Templates
    std::optional<std::size_t> parent;
    SourcePlace place;
};

} // namespace gpseal::admx
