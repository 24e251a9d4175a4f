#include "xml_names.hpp"

#include "icase.hpp"

#include <array>
#include <cstddef>

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

constexpr std::size_t slot_count = 512; ///< a power of two, sparsely filled: most look-ups need one comparison

constexpr std::size_t slot_of(std::string_view name)
{
    const std::size_t first = folded(name.front());
    const std::size_t middle = folded(name[name.size() / 2]);
    const std::size_t last = folded(name.back());
    return (first + 7 * middle + 31 * last + 67 * name.size()) % slot_count;
}

/// Open addressing, made by the compiler: `other` marks a free slot.
constexpr auto slots = [] {
    std::array<XmlName, slot_count> table{};
    for (std::size_t i = 1; i < name_count; ++i) {
        auto at = slot_of(spellings[i]);
        while (table[at] != XmlName::other) {
            at = (at + 1) % slot_count;
        }
        table[at] = static_cast<XmlName>(i);
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
    for (auto at = slot_of(spelling); slots[at] != XmlName::other; at = (at + 1) % slot_count) {
        const auto candidate = spellings[static_cast<std::size_t>(slots[at])];
        if (candidate == spelling || alike(candidate, spelling)) {
            return slots[at];
        }
    }
    return XmlName::other;
}

} // namespace gpseal::admx
