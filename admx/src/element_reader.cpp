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

bool read_flag(pugi::xml_node node, std::string_view name, const ReadContext& context)
{
    const auto text = trimmed(attribute(node, name));
    const auto flag = parse_flag(text);
    if (!flag && !text.empty()) {
        context.warn(node, "bad_boolean", std::string(name) + " is " + shown(text) + " and counts as false",
                     "write true or false");
    }
    return flag.value_or(false);
}

template <typename T> T read_limit(pugi::xml_node node, std::string_view name, T fallback, const ReadContext& context)
{
    const auto found = find_attribute(node, name);
    if (!found) {
        return fallback;
    }
    const auto number = parse_number<T>(found.value());
    if (!number) {
        context.warn(node, "bad_number",
                     std::string(name) + " is " + shown(found.value()) + "; " + std::to_string(fallback) +
                         " is taken instead",
                     "write a whole number that fits");
    }
    return number.value_or(fallback);
}

RegistryValue read_decimal(pugi::xml_node node, ValueKind kind, const ReadContext& context)
{
    const auto text = attribute(node, "value");
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

BooleanElement read_boolean(pugi::xml_node node, const ReadContext& context)
{
    BooleanElement element;
    for (const auto part : node.children()) {
        if (is_named(part, "trueValue")) {
            element.true_value = read_value(part, context);
        } else if (is_named(part, "falseValue")) {
            element.false_value = read_value(part, context);
        } else if (is_named(part, "trueList")) {
            element.true_list = read_value_list(part, context);
        } else if (is_named(part, "falseList")) {
            element.false_list = read_value_list(part, context);
        }
    }
    return element;
}

DecimalElement read_decimal_element(pugi::xml_node node, bool is_long, const ReadContext& context)
{
    return {.is_long = is_long,
            .required = read_flag(node, "required", context),
            .minimum = read_limit<std::int64_t>(node, "minValue", 0, context),
            .maximum = read_limit<std::uint64_t>(node, "maxValue", 9999, context),
            .store_as_text = read_flag(node, "storeAsText", context),
            .soft = read_flag(node, "soft", context)};
}

TextElement read_text(pugi::xml_node node, const ReadContext& context)
{
    return {.required = read_flag(node, "required", context),
            .max_length = read_limit<std::uint64_t>(node, "maxLength", 1023, context),
            .expandable = read_flag(node, "expandable", context),
            .soft = read_flag(node, "soft", context)};
}

MultiTextElement read_multi_text(pugi::xml_node node, const ReadContext& context)
{
    return {.required = read_flag(node, "required", context),
            .max_length = read_limit<std::uint64_t>(node, "maxLength", 1023, context),
            .max_strings = read_limit<std::uint64_t>(node, "maxStrings", 0, context),
            .expandable = read_flag(node, "expandable", context),
            .soft = read_flag(node, "soft", context)};
}

EnumElement read_enum(pugi::xml_node node, const ReadContext& context)
{
    EnumElement element{.required = read_flag(node, "required", context)};
    for (const auto entry : node.children()) {
        if (!is_named(entry, "item")) {
            continue;
        }
        EnumItem item{.display_name = attribute(entry, "displayName")};
        for (const auto part : entry.children()) {
            if (is_named(part, "value")) {
                item.value = read_value(part, context);
            } else if (is_named(part, "valueList")) {
                item.value_list = read_value_list(part, context);
            }
        }
        element.items.push_back(std::move(item));
    }
    return element;
}

ListElement read_list(pugi::xml_node node, const ReadContext& context)
{
    ListElement element{.additive = read_flag(node, "additive", context),
                        .expandable = read_flag(node, "expandable", context),
                        .explicit_value = read_flag(node, "explicitValue", context)};
    if (const auto prefix = find_attribute(node, "valuePrefix")) {
        element.value_prefix = prefix.value();
    }
    return element;
}

/// False where the element is none that ADMX knows.
bool read_body(pugi::xml_node node, PolicyElement& element, const ReadContext& context)
{
    if (is_named(node, "boolean")) {
        element.body = read_boolean(node, context);
    } else if (is_named(node, "decimal") || is_named(node, "longDecimal")) {
        element.body = read_decimal_element(node, is_named(node, "longDecimal"), context);
    } else if (is_named(node, "text")) {
        element.body = read_text(node, context);
    } else if (is_named(node, "multiText")) {
        element.body = read_multi_text(node, context);
    } else if (is_named(node, "enum")) {
        element.body = read_enum(node, context);
    } else if (is_named(node, "list")) {
        element.body = read_list(node, context);
    } else {
        return false;
    }
    return true;
}

} // namespace

RegistryValue read_value(pugi::xml_node holder, const ReadContext& context)
{
    for (const auto node : holder.children()) {
        if (is_named(node, "decimal")) {
            return read_decimal(node, ValueKind::decimal, context);
        }
        if (is_named(node, "longDecimal")) {
            return read_decimal(node, ValueKind::long_decimal, context);
        }
        if (is_named(node, "string")) {
            return {.kind = ValueKind::string, .text = text_of(node, context.pool)};
        }
        if (is_named(node, "delete")) {
            return {.kind = ValueKind::deletion};
        }
    }
    context.warn(holder, "bad_value", "<" + printable(local_name(holder)) + "> holds no value",
                 "write <decimal value=\"…\"/>, <longDecimal/>, <string/> or <delete/> into it");
    return {};
}

RegistryList read_value_list(pugi::xml_node list, const ReadContext& context)
{
    const auto default_key = attribute(list, "defaultKey");
    RegistryList items;
    for (const auto entry : list.children()) {
        if (!is_named(entry, "item")) {
            continue;
        }
        const auto own_key = attribute(entry, "key");
        const auto value = child(entry, "value");
        items.push_back({.key = own_key.empty() ? default_key : own_key,
                         .value_name = attribute(entry, "valueName"),
                         .value = value ? read_value(value, context) : RegistryValue{}});
        if (!value) {
            context.warn(entry, "bad_value", "an item of a list holds no value");
        }
    }
    return items;
}

std::vector<PolicyElement> read_elements(pugi::xml_node elements, const ReadContext& context)
{
    std::vector<PolicyElement> result;
    for (const auto node : elements.children()) {
        if (node.type() != pugi::node_element) {
            continue;
        }
        PolicyElement element{.id = attribute(node, "id"),
                              .key = attribute(node, "key"),
                              .value_name = attribute(node, "valueName"),
                              .client_extension = attribute(node, "clientExtension")};
        if (read_body(node, element, context)) {
            result.push_back(std::move(element));
        } else {
            context.warn(node, "unknown_element", "<" + printable(local_name(node)) + "> is no element of a policy");
        }
    }
    return result;
}

} // namespace gpseal::admx
