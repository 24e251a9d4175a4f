#include "admx_document.hpp"
#include "attribute_values.hpp"

#include <gpseal/base/utf.hpp>

#include <limits>

namespace gpseal::admx {

namespace {

std::string shown(std::string_view text)
{
    return '"' + printable(text.substr(0, 120)) + '"';
}

bool read_flag(XmlNode node, XmlName name, const ReadContext& context)
{
    const auto text = trimmed(attribute(node, name));
    const auto flag = parse_flag(text);
    if (!flag && !text.empty()) {
        context.warn(node, "bad_boolean",
                     std::string(spelling_of(name)) + " is " + shown(text) + " and counts as false",
                     "write true or false");
    }
    return flag.value_or(false);
}

template <typename T> T read_limit(XmlNode node, XmlName name, T fallback, const ReadContext& context)
{
    const auto* const found = find_attribute(node, name);
    if (found == nullptr) {
        return fallback;
    }
    const auto number = parse_number<T>(found->value);
    if (!number) {
        context.warn(node, "bad_number",
                     std::string(spelling_of(name)) + " is " + shown(found->value) + "; " + std::to_string(fallback) +
                         " is taken instead",
                     "write a whole number that fits");
    }
    return number.value_or(fallback);
}

RegistryValue read_decimal(XmlNode node, ValueKind kind, const ReadContext& context)
{
    const auto text = attribute(node, XmlName::value);
    const auto largest = kind == ValueKind::decimal ? std::numeric_limits<std::uint32_t>::max()
                                                    : std::numeric_limits<std::uint64_t>::max();
    const auto number = parse_number<std::uint64_t>(text);
    if (!number || *number > largest) {
        context.warn(node, "bad_number", "value " + shown(text) + " is not a number that fits",
                     "nothing in a registry.pol can equal it");
        return {.kind = ValueKind::unreadable, .text = text};
    }
    return {.kind = kind, .number = *number};
}

BooleanElement read_boolean(XmlNode node, const ReadContext& context)
{
    BooleanElement element;
    for (const auto part : node) {
        if (part.name() == XmlName::true_value) {
            element.true_value = read_value(part, context);
        } else if (part.name() == XmlName::false_value) {
            element.false_value = read_value(part, context);
        } else if (part.name() == XmlName::true_list) {
            element.true_list = read_value_list(part, context);
        } else if (part.name() == XmlName::false_list) {
            element.false_list = read_value_list(part, context);
        }
    }
    return element;
}

DecimalElement read_decimal_element(XmlNode node, bool is_long, const ReadContext& context)
{
    return {.is_long = is_long,
            .required = read_flag(node, XmlName::required, context),
            .minimum = read_limit<std::int64_t>(node, XmlName::min_value, 0, context),
            .maximum = read_limit<std::uint64_t>(node, XmlName::max_value, 9999, context),
            .store_as_text = read_flag(node, XmlName::store_as_text, context),
            .soft = read_flag(node, XmlName::soft, context)};
}

TextElement read_text(XmlNode node, const ReadContext& context)
{
    return {.required = read_flag(node, XmlName::required, context),
            .max_length = read_limit<std::uint64_t>(node, XmlName::max_length, 1023, context),
            .expandable = read_flag(node, XmlName::expandable, context),
            .soft = read_flag(node, XmlName::soft, context)};
}

MultiTextElement read_multi_text(XmlNode node, const ReadContext& context)
{
    return {.required = read_flag(node, XmlName::required, context),
            .max_length = read_limit<std::uint64_t>(node, XmlName::max_length, 1023, context),
            .max_strings = read_limit<std::uint64_t>(node, XmlName::max_strings, 0, context),
            .expandable = read_flag(node, XmlName::expandable, context),
            .soft = read_flag(node, XmlName::soft, context)};
}

EnumElement read_enum(XmlNode node, const ReadContext& context)
{
    EnumElement element{.required = read_flag(node, XmlName::required, context)};
    element.items.reserve(node.child_count());
    for (const auto entry : node) {
        if (entry.name() != XmlName::item) {
            continue;
        }
        EnumItem item{.display_name = attribute(entry, XmlName::display_name)};
        for (const auto part : entry) {
            if (part.name() == XmlName::value) {
                item.value = read_value(part, context);
            } else if (part.name() == XmlName::value_list) {
                item.value_list = read_value_list(part, context);
            }
        }
        element.items.push_back(std::move(item));
    }
    return element;
}

ListElement read_list(XmlNode node, const ReadContext& context)
{
    ListElement element{.additive = read_flag(node, XmlName::additive, context),
                        .expandable = read_flag(node, XmlName::expandable, context),
                        .explicit_value = read_flag(node, XmlName::explicit_value, context)};
    if (const auto* const prefix = find_attribute(node, XmlName::value_prefix)) {
        element.value_prefix = prefix->value;
    }
    return element;
}

/// False where the element is none that ADMX knows.
bool read_body(XmlNode node, PolicyElement& element, const ReadContext& context)
{
    if (node.name() == XmlName::boolean) {
        element.body = read_boolean(node, context);
    } else if (node.name() == XmlName::decimal || node.name() == XmlName::long_decimal) {
        element.body = read_decimal_element(node, node.name() == XmlName::long_decimal, context);
    } else if (node.name() == XmlName::text) {
        element.body = read_text(node, context);
    } else if (node.name() == XmlName::multi_text) {
        element.body = read_multi_text(node, context);
    } else if (node.name() == XmlName::enum_) {
        element.body = read_enum(node, context);
    } else if (node.name() == XmlName::list) {
        element.body = read_list(node, context);
    } else {
        return false;
    }
    return true;
}

} // namespace

RegistryValue read_value(XmlNode holder, const ReadContext& context)
{
    for (const auto node : holder) {
        if (node.name() == XmlName::decimal) {
            return read_decimal(node, ValueKind::decimal, context);
        }
        if (node.name() == XmlName::long_decimal) {
            return read_decimal(node, ValueKind::long_decimal, context);
        }
        if (node.name() == XmlName::string) {
            return {.kind = ValueKind::string, .text = text_of(node, context.pool)};
        }
        if (node.name() == XmlName::delete_) {
            return {.kind = ValueKind::deletion};
        }
    }
    context.warn(holder, "bad_value", "<" + printable(holder.spelling()) + "> holds no value",
                 "write <decimal value=\"…\"/>, <longDecimal/>, <string/> or <delete/> into it");
    return {};
}

RegistryList read_value_list(XmlNode list, const ReadContext& context)
{
    const auto default_key = attribute(list, XmlName::default_key);
    RegistryList items;
    items.reserve(list.child_count());
    for (const auto entry : list) {
        if (entry.name() != XmlName::item) {
            continue;
        }
        const auto own_key = attribute(entry, XmlName::key);
        const auto value = child(entry, XmlName::value);
        items.push_back({.key = own_key.empty() ? default_key : own_key,
                         .value_name = attribute(entry, XmlName::value_name),
                         .value = value ? read_value(value, context) : RegistryValue{}});
        if (!value) {
            context.warn(entry, "bad_value", "an item of a list holds no value",
                         "write <value> with <decimal value=\"…\"/>, <string/> or <delete/> into it");
        }
    }
    return items;
}

std::vector<PolicyElement> read_elements(XmlNode elements, const ReadContext& context)
{
    std::vector<PolicyElement> result;
    result.reserve(elements.child_count());
    for (const auto node : elements) {
        if (!node.is_element()) {
            continue;
        }
        PolicyElement element{.id = attribute(node, XmlName::id),
                              .key = attribute(node, XmlName::key),
                              .value_name = attribute(node, XmlName::value_name),
                              .client_extension = attribute(node, XmlName::client_extension),
                              .body = {},
                              .offset = context.place(node).offset};
        if (read_body(node, element, context)) {
            result.push_back(std::move(element));
        } else if (context.checks == Checks::load) { // lint says so of every element
            context.warn(node, "unknown_element", "<" + printable(node.spelling()) + "> is no element of a policy",
                         "remove it, or see whether it is misspelt");
        }
    }
    return result;
}

} // namespace gpseal::admx
