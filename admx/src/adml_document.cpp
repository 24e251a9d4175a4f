#include "adml_document.hpp"

#include "lint.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::admx {

namespace {

void read_strings(XmlNode table, AdmlContent& content, const ReadContext& context)
{
    auto& entries = content.strings.entries;
    entries.reserve(entries.size() + table.child_count());
    for (const auto entry : table) {
        if (entry.name() != XmlName::string) {
            continue;
        }
        const auto id = attribute(entry, XmlName::id);
        if (id.empty()) {
            context.warn(entry, "missing_attribute", "a string has no id and is left out",
                         "give it the id that $(string.ID) names");
            continue;
        }
        entries.push_back(
            {.id = id, .text = raw_text_of(entry, context.pool), .offset = static_cast<std::uint32_t>(entry.offset())});
    }
}

} // namespace

void StringTable::index(const ReadContext& context)
{
    index_.reset(entries.size());
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        if (!index_.insert(i, [&](std::uint32_t at) { return entries[at].id; })) {
            context.log.add({Severity::warning, "duplicate_id",
                             "string " + printable(entries[i].id.substr(0, 120)) + " is defined again",
                             "the first one counts; rename or remove this one"},
                            entries[i].offset);
        }
    }
}

StringEntry* StringTable::find(std::string_view id)
{
    const auto found = index_.find(id, [&](std::uint32_t at) { return entries[at].id; });
    return found ? &entries[*found] : nullptr;
}

std::optional<AdmlContent> read_adml(const ReadContext& context)
{
    XmlTree tree;
    const auto root = parse_xml(tree, XmlName::policy_definition_resources, context.log, context.pool);
    if (!root) {
        return std::nullopt;
    }
    AdmlContent content;
    content.revision = trimmed(attribute(root, XmlName::revision));
    for (const auto section : child(root, XmlName::resources)) {
        if (section.name() == XmlName::string_table) {
            read_strings(section, content, context);
        } else if (section.name() == XmlName::presentation_table) {
            content.presentations.read(section, context);
        }
    }
    content.strings.index(context);
    content.presentations.index(context);
    if (context.checks == Checks::lint) {
        lint_document(root, context.was_utf16, context);
    }
    return content;
}

} // namespace gpseal::admx
