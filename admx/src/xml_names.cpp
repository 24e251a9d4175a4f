#include "xml_names.hpp"

#include "icase.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

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

constexpr std::uint64_t ones = 0x0101010101010101U;
constexpr std::size_t word_size = sizeof ones;

/// The beginning of a name in registers, without its case. All spellings are ASCII letters, and setting this bit makes
/// no other character one. Up to sixteen characters it is all of the name.
struct NameKey {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;

    bool operator==(const NameKey&) const = default;
};

/// What stands behind the first NUL is made NULs.
constexpr std::uint64_t cut(std::uint64_t word, std::size_t size)
{
    return size < word_size ? word & ((std::uint64_t{1} << (8 * size)) - 1) : word;
}

constexpr std::size_t size_in(std::uint64_t word)
{
    return static_cast<std::size_t>(std::countr_zero((word - ones) & ~word & (0x80 * ones))) / 8; // none: 64 / 8
}

constexpr NameKey key_of(std::uint64_t head, std::uint64_t tail, std::size_t size)
{
    static_assert(std::endian::native == std::endian::little, "the first character is in the lowest byte");
    return {cut(head, size) | 0x20 * ones, cut(tail, size < word_size ? 0 : size - word_size) | 0x20 * ones};
}

constexpr std::uint64_t word_at(std::string_view name, std::size_t at)
{
    std::array<char, word_size> bytes{};
    name = name.substr(std::min(at, name.size()), word_size);
    std::copy(name.begin(), name.end(), bytes.begin());
    return std::bit_cast<std::uint64_t>(bytes);
}

constexpr std::size_t slot_count = 512; ///< a power of two, sparsely filled: most look-ups need one comparison

constexpr std::size_t slot_of(const NameKey& key)
{
    constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15U; // 2^64 by the golden ratio
    return static_cast<std::size_t>(((key.head + 31 * key.tail) * multiplier) >> 55U);
}

struct Slot {
    NameKey key;
    XmlName name = XmlName::other; ///< that marks a free one
};

/// Open addressing, made by the compiler.
constexpr auto slots = [] {
    std::array<Slot, slot_count> table{};
    for (std::size_t i = 1; i < name_count; ++i) {
        const auto key = key_of(word_at(spellings[i], 0), word_at(spellings[i], word_size), spellings[i].size());
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

ReadName read_name(const char* text)
{
    std::array<std::uint64_t, 2> words{};
    static_assert(sizeof words == read_name_stride);
    std::memcpy(words.data(), text, sizeof words);
    const auto head_size = size_in(words[0]);
    const auto begin_size = head_size < word_size ? head_size : word_size + size_in(words[1]);
    const auto key = key_of(words[0], words[1], begin_size);
    const bool is_whole = begin_size < read_name_stride;
    const auto size = is_whole ? begin_size : read_name_stride + std::strlen(text + read_name_stride);
    for (auto at = slot_of(key); slots[at].name != XmlName::other; at = (at + 1) % slot_count) {
        const auto name = slots[at].name;
        if (slots[at].key == key && (is_whole || alike(spelling_of(name), {text, size}))) {
            return {size, name};
        }
    }
    return {size, XmlName::other};
}

} // namespace gpseal::admx
