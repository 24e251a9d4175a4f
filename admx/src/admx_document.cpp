#include "admx_document.hpp"

#include "icase.hpp"
#include "lint.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::admx {

namespace {

std::string quoted(std::string_view text)
{
    constexpr std::size_t longest = 120; // a name in a message, not a page
    return '"' + printable(text.substr(0, longest)) + (text.size() > longest ? "…\"" : "\"");
}

std::optional<PolicyClass> read_class(std::string_view text)
{
    text = trimmed(text);
    for (const auto candidate : {PolicyClass::machine, PolicyClass::user, PolicyClass::both}) {
        if (alike(text, to_string(candidate))) {
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
    if (reference.size() > opening.size() && alike(reference.substr(0, opening.size()), opening) &&
        reference.ends_with(')')) {
        reference.remove_prefix(opening.size());
        reference.remove_suffix(1);
    }
    return reference;
}

void read_namespaces(XmlNode node, AdmxContent& content)
{
    for (const auto entry : node) {
        if (entry.name() == XmlName::target) {
            content.target_prefix = attribute(entry, XmlName::prefix);
            content.target_namespace = attribute(entry, XmlName::namespace_);
            content.target_place = ReadContext::place(entry);
        } else if (entry.name() == XmlName::using_) {
            content.using_prefixes.emplace_back(attribute(entry, XmlName::prefix),
                                                attribute(entry, XmlName::namespace_));
        }
    }
}

void read_categories(XmlNode node, AdmxContent& content, const ReadContext& context)
{
    for (const auto entry : node) {
        if (entry.name() != XmlName::category) {
            continue;
        }
        const auto name = attribute(entry, XmlName::name);
        if (name.empty()) {
            context.warn(entry, "missing_attribute", "a category has no name and is left out",
                         "give it the name that a parentCategory can refer to");
            continue;
        }
        content.categories.push_back(
            {.name = name,
             .display_name = attribute(entry, XmlName::display_name),
             .parent_reference = attribute(child(entry, XmlName::parent_category), XmlName::ref),
             .place = context.place(entry)});
    }
}

/// The child elements of a policy, each met once and in any order.
void read_policy_children(XmlNode node, PolicyDefinition& policy, const ReadContext& context)
{
    for (const auto part : node) {
        if (part.name() == XmlName::parent_category) {
            policy.parent_reference = attribute(part, XmlName::ref);
        } else if (part.name() == XmlName::supported_on) {
            policy.supported_on = attribute(part, XmlName::ref);
        } else if (part.name() == XmlName::enabled_value) {
            policy.enabled_value = read_value(part, context);
        } else if (part.name() == XmlName::disabled_value) {
            policy.disabled_value = read_value(part, context);
        } else if (part.name() == XmlName::enabled_list) {
            policy.enabled_list = read_value_list(part, context);
        } else if (part.name() == XmlName::disabled_list) {
            policy.disabled_list = read_value_list(part, context);
        } else if (part.name() == XmlName::see_also) {
            policy.see_also.push_back(text_of(part, context.pool));
        } else if (part.name() == XmlName::keywords) {
            policy.keywords = text_of(part, context.pool);
        } else if (part.name() == XmlName::annotation) {
            policy.annotations.push_back(text_of(part, context.pool));
        } else if (part.name() == XmlName::elements) {
            policy.elements = read_elements(part, context);
        }
    }
}

/// A policy without a name, class or key cannot be acted on; guessing one would be worse than leaving it out.
bool is_usable(XmlNode node, const ReadContext& context)
{
    for (const auto required : {XmlName::name, XmlName::class_, XmlName::key}) {
        if (attribute(node, required).empty()) {
            context.warn(node, "missing_attribute",
                         "policy " + quoted(attribute(node, XmlName::name)) + " has no " +
                             std::string(spelling_of(required)) + " and is left out",
                         "a policy needs a name, a class and a key");
            return false;
        }
    }
    if (!read_class(attribute(node, XmlName::class_))) {
        context.warn(node, "bad_class",
                     "policy " + quoted(attribute(node, XmlName::name)) + " has class " +
                         quoted(attribute(node, XmlName::class_)) + " and is left out",
                     "class is Machine, User or Both");
        return false;
    }
    return true;
}

void read_policies(XmlNode node, AdmxContent& content, const ReadContext& context)
{
    content.policies.reserve(content.policies.size() +
                             static_cast<std::size_t>(std::count_if(node.begin(), node.end(), [](XmlNode entry) {
                                 return entry.name() == XmlName::policy;
                             })));
    for (const auto entry : node) {
        if (entry.name() != XmlName::policy || !is_usable(entry, context)) {
            continue;
        }
        auto& policy = content.policies.emplace_back();
        policy.name = attribute(entry, XmlName::name);
        policy.policy_class = *read_class(attribute(entry, XmlName::class_));
        policy.display_name = attribute(entry, XmlName::display_name);
        policy.explain_text = attribute(entry, XmlName::explain_text);
        policy.key = attribute(entry, XmlName::key);
        policy.value_name = attribute(entry, XmlName::value_name);
        policy.client_extension = attribute(entry, XmlName::client_extension);
        policy.presentation = presentation_id(attribute(entry, XmlName::presentation));
        policy.place = context.place(entry);
        read_policy_children(entry, policy, context);
    }
}

} // namespace

std::optional<AdmxContent> read_admx(const ReadContext& context)
{
    XmlTree tree;
    const auto root = parse_xml(tree, XmlName::policy_definitions, context.log, context.pool);
    if (!root) {
        return std::nullopt;
    }
    AdmxContent content;
    for (const auto section : root) {
        if (section.name() == XmlName::policy_namespaces) {
            read_namespaces(section, content);
        } else if (section.name() == XmlName::resources) {
            content.fallback_culture = trimmed(attribute(section, XmlName::fallback_culture));
            content.min_required_revision = trimmed(attribute(section, XmlName::min_required_revision));
        } else if (section.name() == XmlName::supported_on) {
            read_support(section, content, context);
        } else if (section.name() == XmlName::categories) {
            read_categories(section, content, context);
        } else if (section.name() == XmlName::policies) {
            read_policies(section, content, context);
        }
    }
    if (content.target_namespace.empty()) {
        context.warn(root, "no_namespace", "the file names no target namespace",
                     "other files cannot refer to what it defines");
    }
    if (context.checks == Checks::lint) {
        lint_document(root, context.was_utf16, context);
        lint_policies(content, context);
    }
    return content;
}

} // namespace gpseal::admx
