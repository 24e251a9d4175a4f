#include "adml_document.hpp"

#include "icase.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::admx {

namespace {

void read_strings(pugi::xml_node table, AdmlContent& content, const ReadContext& context)
{
    for (const auto entry : table.children()) {
        if (!is_named(entry, "string")) {
            continue;
        }
        const auto id = attribute(entry, "id");
        if (id.empty()) {
            context.warn(entry, "missing_attribute", "a string has no id and is left out");
            continue;
        }
        content.strings.push_back(
            {.id = id, .text = text_of(entry, context.pool), .offset = static_cast<std::uint32_t>(offset_of(entry))});
    }
}

void sort_strings(AdmlContent& content, const ReadContext& context)
{
    auto& strings = content.strings;
    std::stable_sort(strings.begin(), strings.end(),
                     [](const auto& a, const auto& b) { return less_icase(a.id, b.id); });
    for (std::size_t i = 1; i < strings.size(); ++i) {
        if (strings[i].id == strings[i - 1].id) {
            context.log.add({Severity::warning, "duplicate_id",
                             "string " + printable(strings[i].id.substr(0, 120)) + " is defined again",
                             "the first one counts; rename or remove this one"},
                            strings[i].offset);
        }
    }
}

} // namespace

std::string_view AdmlContent::find(std::string_view id) const
{
    const auto first =
        std::lower_bound(strings.begin(), strings.end(), id, [](const StringEntry& entry, std::string_view wanted) {
            return less_icase(entry.id, wanted) && !equals_icase(entry.id, wanted);
        });
    auto at = first;
    while (at != strings.end() && at->id != id && equals_icase(at->id, id)) {
        ++at;
    }
    if (at != strings.end() && at->id == id) {
        return at->text;
    }
    return first != at ? first->text : std::string_view{};
}

std::optional<AdmlContent> read_adml(std::string& text, const ReadContext& context)
{
    pugi::xml_document document;
    const auto root = parse_xml(document, text, "policyDefinitionResources", context.log);
    if (!root) {
        return std::nullopt;
    }
    AdmlContent content;
    for (const auto section : child(root, "resources").children()) {
        if (is_named(section, "stringTable")) {
            read_strings(section, content, context);
        } else if (is_named(section, "presentationTable")) {
            read_presentations(section, content.presentations, context);
        }
    }
    sort_strings(content, context);
    sort_presentations(content.presentations, context);
    return content;
}

} // namespace gpseal::admx
