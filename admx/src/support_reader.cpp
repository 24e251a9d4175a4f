#include "admx_document.hpp"
#include "attribute_values.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::admx {

namespace {

std::optional<std::uint32_t> read_index(XmlNode node, XmlName name, const ReadContext& context)
{
    const auto* const found = find_attribute(node, name);
    if (found == nullptr) {
        return std::nullopt;
    }
    const auto number = parse_number<std::uint32_t>(found->value);
    if (!number) {
        context.warn(node, "bad_number",
                     std::string(spelling_of(name)) + " is \"" + printable(found->value.substr(0, 120)) +
                         "\" and is left out",
                     "write a whole number");
    }
    return number;
}

std::optional<ProductLevel> level_of(XmlName name)
{
    if (name == XmlName::product) {
        return ProductLevel::product;
    }
    if (name == XmlName::major_version) {
        return ProductLevel::major_version;
    }
    return name == XmlName::minor_version ? std::optional(ProductLevel::minor_version) : std::nullopt;
}

/// A product and the versions below it; they follow their parent in the list.
void read_product(XmlNode node, std::optional<std::size_t> parent, AdmxContent& content, const ReadContext& context)
{
    const auto level = level_of(node.name());
    if (!level || attribute(node, XmlName::name).empty()) {
        return;
    }
    const auto index = content.products.size();
    content.products.push_back({.name = attribute(node, XmlName::name),
                                .display_name = attribute(node, XmlName::display_name),
                                .level = *level,
                                .parent = parent,
                                .version_index = read_index(node, XmlName::version_index, context).value_or(0),
                                .place = ReadContext::place(node)});
    for (const auto version : node) { // no deeper than the parser lets elements nest
        read_product(version, index, content, context);
    }
}

void read_conditions(XmlNode node, SupportDefinition& definition, const ReadContext& context)
{
    for (const auto entry : node) {
        const bool is_range = entry.name() == XmlName::range;
        if (is_range || entry.name() == XmlName::reference) {
            definition.conditions.push_back({.reference = trimmed(attribute(entry, XmlName::ref)),
                                             .is_range = is_range,
                                             .minimum = read_index(entry, XmlName::min_version_index, context),
                                             .maximum = read_index(entry, XmlName::max_version_index, context)});
        }
    }
}

void read_definition(XmlNode node, AdmxContent& content, const ReadContext& context)
{
    SupportDefinition definition{.name = attribute(node, XmlName::name),
                                 .display_name = attribute(node, XmlName::display_name),
                                 .place = ReadContext::place(node)};
    for (const auto part : node) {
        const bool any = part.name() == XmlName::or_;
        if (any || part.name() == XmlName::and_) {
            definition.rule = any ? SupportRule::any_of : SupportRule::all_of;
            read_conditions(part, definition, context);
        }
    }
    content.support_definitions.push_back(std::move(definition));
}

} // namespace

void read_support(XmlNode node, AdmxContent& content, const ReadContext& context)
{
    for (const auto product : child(node, XmlName::products)) {
        read_product(product, std::nullopt, content, context);
    }
    for (const auto entry : child(node, XmlName::definitions)) {
        if (entry.name() == XmlName::definition) {
            read_definition(entry, content, context);
        }
    }
}

} // namespace gpseal::admx
