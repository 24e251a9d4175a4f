#include "xml_names.hpp"

#include "icase.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace gpseal::admx {

namespace {

constexpr auto name_count = static_cast<std::size_t>(XmlName::count);

constexpr std::array<std::string_view, name_count> spellings = {
    // in the order of XmlName
    "",
    "policyDefinitions",
    "policyNamespaces",
    "target",
    "using",
    "supersededAdm",
    "annotation",
    "resources",
    "supportedOn",
    "products",
    "product",
    "majorVersion",
    "minorVersion",
    "definitions",
    "definition",
    "and",
    "or",
    "range",
    "reference",
    "categories",
    "category",
    "parentCategory",
    "seeAlso",
    "keywords",
    "policies",
    "policy",
    "enabledValue",
    "disabledValue",
    "enabledList",
    "disabledList",
    "elements",
    "boolean",
    "decimal",
    "longDecimal",
    "text",
    "multiText",
    "enum",
    "list",
    "trueValue",
    "falseValue",
    "trueList",
    "falseList",
    "item",
    "value",
    "valueList",
    "string",
    "delete",
    "policyDefinitionResources",
    "displayName",
    "description",
    "stringTable",
    "presentationTable",
    "presentation",
    "decimalTextBox",
    "longDecimalTextBox",
    "textBox",
    "multiTextBox",
    "checkBox",
    "comboBox",
    "dropdownList",
    "listBox",
    "label",
    "default",
    "defaultValue",
    "suggestion",
    "policyComments",
    "comments",
    "admTemplate",
    "comment",
    "additive",
    "application",
    "class",
    "clientExtension",
    "commentText",
    "defaultChecked",
    "defaultHeight",
    "defaultItem",
    "defaultKey",
    "expandable",
    "explainText",
    "explicitValue",
    "fallbackCulture",
    "fileName",
    "id",
    "key",
    "maxLength",
    "maxStrings",
    "maxValue",
    "maxVersionIndex",
    "minRequiredRevision",
    "minValue",
    "minVersionIndex",
    "name",
    "namespace",
    "noSort",
    "policyRef",
    "prefix",
    "ref",
    "refId",
    "required",
    "revision",
    "schemaVersion",
    "showAsDialog",
    "soft",
    "spin",
    "spinStep",
    "storeAsText",
    "valueName",
    "valuePrefix",
    "versionIndex",
};

/// A name in registers, without its case. All spellings are ASCII letters, and setting this bit makes no other
/// character one. Up to sixteen characters it is all of the name.
struct NameKey {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    std::size_t size = 0;

    bool operator==(const NameKey&) const = default;
};

/// As many characters from `at` on as the number has bytes; they have to be there.
template <typename Number> constexpr std::uint64_t folded_word(std::string_view name, std::size_t at)
{
    std::array<char, sizeof(Number)> bytes{};
    std::copy_n(name.data() + at, bytes.size(), bytes.data());
    return std::bit_cast<Number>(bytes) | std::uint64_t{0x2020202020202020};
}

/// By its first and its last characters, which overlap.
template <typename Number> constexpr NameKey key_by_ends(std::string_view name)
{
    return {folded_word<Number>(name, 0), folded_word<Number>(name, name.size() - sizeof(Number)), name.size()};
}

constexpr NameKey key_of(std::string_view name)
{
    switch (std::bit_width(name.size())) {
    case 1:
        return key_by_ends<std::uint8_t>(name);
    case 2:
        return key_by_ends<std::uint16_t>(name);
    case 3:
        return key_by_ends<std::uint32_t>(name);
    default:
        return key_by_ends<std::uint64_t>(name);
    }
}

constexpr std::size_t slot_count = 512; ///< a power of two, sparsely filled: most look-ups need one comparison

constexpr std::size_t slot_of(const NameKey& key)
{
    constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15U; // 2^64 by the golden ratio
    return static_cast<std::size_t>(((key.head + 31 * key.tail + key.size) * multiplier) >> 55U);
}

struct Slot {
    NameKey key;
    XmlName name = XmlName::other; ///< that marks a free one
};

/// Open addressing, made by the compiler.
constexpr auto slots = [] {
    std::array<Slot, slot_count> table{};
    for (std::size_t i = 1; i < name_count; ++i) {
        const auto key = key_of(spellings[i]);
        auto at = slot_of(key);
        while (table[at].name != XmlName::other) {
            at = (at + 1) % slot_count;
        }
        table[at] = {key, static_cast<XmlName>(i)};
    }
    return table;
}();

} // namespace

std::string_view spelling_of(XmlName name)
{
    return spellings[static_cast<std::size_t>(name)];
}

XmlName xml_name(std::string_view spelling)
{
    if (spelling.empty()) {
        return XmlName::other;
    }
    constexpr std::size_t whole_key_size = 16;
    const auto key = key_of(spelling);
    for (auto at = slot_of(key); slots[at].name != XmlName::other; at = (at + 1) % slot_count) {
        if (slots[at].key == key && (key.size <= whole_key_size || alike(spelling_of(slots[at].name), spelling))) {
            return slots[at].name;
        }
    }
    return XmlName::other;
}

} // namespace gpseal::admx
