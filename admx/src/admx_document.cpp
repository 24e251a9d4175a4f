#include "admx_document.hpp"

#include <gpseal/base/utf.hpp>

#include <array>

namespace gpseal::admx {

namespace {

std::string quoted(std::string_view text)
{
    constexpr std::size_t longest = 120; // a name in a message, not a page
    return '"' + printable(text.substr(0, longest)) + (text.size() > longest ? "…\"" : "\"");
}

std::optional<PolicyClass> read_class(std::string_view text)
{
    for (const auto candidate : {PolicyClass::machine, PolicyClass::user, PolicyClass::both}) {
        if (equals_icase(trimmed(text), to_string(candidate))) {
            return candidate;
        }
    }
    return std::nullopt;
}

/// $(presentation.ID) → ID
std::string_view presentation_id(std::string_view reference)
{
    constexpr std::string_view opening = "$(presentation.";
    reference = trimmed(reference);
    if (reference.size() > opening.size() && equals_icase(reference.substr(0, opening.size()), opening) &&
        reference.ends_with(')')) {
        reference.remove_prefix(opening.size());
        reference.remove_suffix(1);
    }
    return reference;
}

void read_namespaces(pugi::xml_node node, AdmxContent& content)
{
    for (const auto entry : node.children()) {
        if (is_named(entry, "target")) {
            content.target_prefix = attribute(entry, "prefix");
            content.target_namespace = attribute(entry, "namespace");
        } else if (is_named(entry, "using")) {
            content.using_prefixes.emplace_back(attribute(entry, "prefix"), attribute(entry, "namespace"));
        }
    }
}

void read_support(pugi::xml_node node, AdmxContent& content, const ReadContext& context)
{
    for (const auto entry : child(node, "definitions").children()) {
        if (is_named(entry, "definition")) {
            content.support_definitions.push_back({.name = attribute(entry, "name"),
                                                   .display_name = attribute(entry, "displayName"),
                                                   .place = context.place(entry)});
        }
    }
}

void read_categories(pugi::xml_node node, AdmxContent& content, const ReadContext& context)
{
    for (const auto entry : node.children()) {
        if (!is_named(entry, "category")) {
            continue;
        }
        const auto name = attribute(entry, "name");
        if (name.empty()) {
            context.warn(entry, "missing_attribute", "a category has no name and is left out");
            continue;
        }
        content.categories.push_back({.name = name,
                                      .display_name = attribute(entry, "displayName"),
                                      .parent_reference = attribute(child(entry, "parentCategory"), "ref"),
                                      .place = context.place(entry)});
    }
}

/// The child elements of a policy, each met once and in any order.
void read_policy_children(pugi::xml_node node, PolicyDefinition& policy, const ReadContext& context)
{
    for (const auto part : node.children()) {
        if (is_named(part, "parentCategory")) {
            policy.parent_reference = attribute(part, "ref");
        } else if (is_named(part, "supportedOn")) {
            policy.supported_on = attribute(part, "ref");
        } else if (is_named(part, "enabledValue")) {
            policy.enabled_value = read_value(part, context);
        } else if (is_named(part, "disabledValue")) {
            policy.disabled_value = read_value(part, context);
        } else if (is_named(part, "enabledList")) {
            policy.enabled_list = read_value_list(part, context);
        } else if (is_named(part, "disabledList")) {
            policy.disabled_list = read_value_list(part, context);
        } else if (is_named(part, "elements")) {
            policy.elements = read_elements(part, context);
        }
    }
}

/// A policy without a name, class or key cannot be acted on; guessing one would be worse than leaving it out.
bool is_usable(pugi::xml_node node, const ReadContext& context)
{
    for (const auto* const required : {"name", "class", "key"}) {
        if (attribute(node, required).empty()) {
            context.warn(node, "missing_attribute",
                         "policy " + quoted(attribute(node, "name")) + " has no " + required + " and is left out");
            return false;
        }
    }
    if (!read_class(attribute(node, "class"))) {
        context.warn(node, "bad_class",
                     "policy " + quoted(attribute(node, "name")) + " has class " + quoted(attribute(node, "class")) +
                         " and is left out",
                     "class is Machine, User or Both");
        return false;
    }
    return true;
}

void read_policies(pugi::xml_node node, AdmxContent& content, const ReadContext& context)
{
    for (const auto entry : node.children()) {
        if (!is_named(entry, "policy") || !is_usable(entry, context)) {
            continue;
        }
        auto& policy = content.policies.emplace_back();
        policy.name = attribute(entry, "name");
        policy.policy_class = *read_class(attribute(entry, "class"));
        policy.display_name = attribute(entry, "displayName");
        policy.explain_text = attribute(entry, "explainText");
        policy.key = attribute(entry, "key");
        policy.value_name = attribute(entry, "valueName");
        policy.client_extension = attribute(entry, "clientExtension");
        policy.presentation = presentation_id(attribute(entry, "presentation"));
        policy.place = context.place(entry);
        read_policy_children(entry, policy, context);
    }
}

} // namespace

std::optional<AdmxContent> read_admx(std::string& text, const ReadContext& context)
{
    pugi::xml_document document;
    const auto root = parse_xml(document, text, "policyDefinitions", context.log);
    if (!root) {
        return std::nullopt;
    }
    AdmxContent content;
    for (const auto section : root.children()) {
        if (is_named(section, "policyNamespaces")) {
            read_namespaces(section, content);
        } else if (is_named(section, "resources")) {
            content.fallback_culture = trimmed(attribute(section, "fallbackCulture"));
        } else if (is_named(section, "supportedOn")) {
            read_support(section, content, context);
        } else if (is_named(section, "categories")) {
            read_categories(section, content, context);
        } else if (is_named(section, "policies")) {
            read_policies(section, content, context);
        }
    }
    if (content.target_namespace.empty()) {
        context.warn(root, "no_namespace", "the file names no target namespace",
                     "other files cannot refer to what it defines");
    }
    return content;
}

} // namespace gpseal::admx
