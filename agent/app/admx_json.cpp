#include "admx_details.hpp"
#include "admx_view.hpp"

#include <Poco/JSON/Array.h>

#include <filesystem>
#include <string_view>

namespace gpseal::app {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Object::Ptr object()
{
    return new Object(Poco::JSON_PRESERVE_KEY_ORDER);
}

std::string text(std::string_view view)
{
    return std::string(view);
}

Object::Ptr value_json(const admx::RegistryValue& value)
{
    auto entry = object();
    switch (value.kind) {
    case admx::ValueKind::decimal:
        entry->set("decimal", Poco::UInt64{value.number});
        break;
    case admx::ValueKind::long_decimal:
        entry->set("long_decimal", Poco::UInt64{value.number});
        break;
    case admx::ValueKind::string:
        entry->set("string", text(value.text));
        break;
    case admx::ValueKind::deletion:
        entry->set("delete", true);
        break;
    case admx::ValueKind::unreadable:
        entry->set("unreadable", text(value.text));
        break;
    }
    return entry;
}

void set_value(Object& owner, const char* name, const std::optional<admx::RegistryValue>& value)
{
    if (value) {
        owner.set(name, value_json(*value));
    }
}

Array::Ptr items_json(const admx::RegistryList& items)
{
    Array::Ptr list = new Array;
    for (const auto& item : items) {
        auto entry = object();
        entry->set("key", text(item.key));
        entry->set("value_name", text(item.value_name));
        entry->set("value", value_json(item.value));
        list->add(entry);
    }
    return list;
}

void set_list(Object& owner, const char* name, const std::optional<admx::RegistryList>& items)
{
    if (items) {
        owner.set(name, items_json(*items));
    }
}

/// Adds what is particular to each kind of element.
struct BodyJson {
    Object& out;

    void operator()(const admx::BooleanElement& element) const
    {
        set_value(out, "true_value", element.true_value);
        set_value(out, "false_value", element.false_value);
        set_list(out, "true_list", element.true_list);
        set_list(out, "false_list", element.false_list);
    }
    void operator()(const admx::DecimalElement& element) const
    {
        out.set("required", element.required);
        out.set("minimum", Poco::Int64{element.minimum});
        out.set("maximum", Poco::UInt64{element.maximum});
        out.set("store_as_text", element.store_as_text);
        out.set("soft", element.soft);
    }
    void operator()(const admx::TextElement& element) const
    {
        out.set("required", element.required);
        out.set("max_length", Poco::UInt64{element.max_length});
        out.set("expandable", element.expandable);
        out.set("soft", element.soft);
    }
    void operator()(const admx::MultiTextElement& element) const
    {
        out.set("required", element.required);
        out.set("max_length", Poco::UInt64{element.max_length});
        out.set("max_strings", Poco::UInt64{element.max_strings});
        out.set("soft", element.soft);
    }
    void operator()(const admx::EnumElement& element) const
    {
        out.set("required", element.required);
        Array::Ptr items = new Array;
        for (const auto& item : element.items) {
            auto entry = object();
            entry->set("place", Poco::UInt64{items->size() + 1});
            entry->set("display_name", text(item.display_name));
            entry->set("value", value_json(item.value));
            if (!item.value_list.empty()) {
                entry->set("value_list", items_json(item.value_list));
            }
            items->add(entry);
        }
        out.set("items", items);
    }
    void operator()(const admx::ListElement& element) const
    {
        if (element.value_prefix) {
            out.set("value_prefix", text(*element.value_prefix));
        }
        out.set("additive", element.additive);
        out.set("expandable", element.expandable);
        out.set("explicit_value", element.explicit_value);
    }
};

Array::Ptr texts_json(const std::vector<std::string_view>& texts)
{
    Array::Ptr list = new Array;
    for (const auto one : texts) {
        list->add(text(one));
    }
    return list;
}

Array::Ptr elements_json(const admx::PolicyDefinition& policy)
{
    Array::Ptr list = new Array;
    for (const auto& element : policy.elements) {
        auto entry = object();
        entry->set("kind", text(kind_name(element)));
        entry->set("id", text(element.id));
        entry->set("key", text(element.key.empty() ? policy.key : element.key));
        entry->set("value_name", text(element.value_name));
        std::visit(BodyJson{*entry}, element.body);
        list->add(entry);
    }
    return list;
}

Array::Ptr files_json(const admx::PolicyCatalog& catalog, const Diagnostics& findings)
{
    Array::Ptr list = new Array;
    for (const auto& file : catalog.files()) {
        const bool definitions = file.kind == admx::FileKind::definitions;
        auto entry = object();
        entry->set("path", file.path);
        entry->set("kind", definitions ? "admx" : "adml");
        entry->set("policies", Poco::UInt64{file.policies});
        entry->set("categories", Poco::UInt64{file.categories});
        if (!definitions) {
            entry->set("language", file.language);
            entry->set("strings", Poco::UInt64{file.strings});
            entry->set("presentations", Poco::UInt64{file.presentations});
        }
        entry->set("status", text(to_string(file.status)));
        list->add(entry);
    }
    for (const auto& path : unread_files(findings)) {
        const bool definitions = path.ends_with('x') || path.ends_with('X');
        auto entry = object();
        entry->set("path", path);
        entry->set("kind", definitions ? "admx" : "adml");
        entry->set("policies", 0);
        entry->set("categories", 0);
        if (!definitions) {
            entry->set("language", std::filesystem::path(path).parent_path().filename().string());
            entry->set("strings", 0);
            entry->set("presentations", 0);
        }
        entry->set("status", text(to_string(admx::FileStatus::refused)));
        list->add(entry);
    }
    return list;
}

} // namespace

Poco::JSON::Object::Ptr admx_document_json(const std::string& schema)
{
    auto root = object();
    root->set("schema", schema);
    return root;
}

Poco::JSON::Array::Ptr admx_findings_json(const Diagnostics& findings)
{
    Array::Ptr list = new Array;
    for (const auto& finding : findings) {
        auto entry = object();
        entry->set("severity", text(to_string(finding.severity)));
        entry->set("code", finding.code);
        entry->set("message", finding.message);
        entry->set("hint", finding.hint);
        entry->set("where", finding.where);
        list->add(entry);
    }
    return list;
}

Poco::JSON::Array::Ptr category_path_json(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy)
{
    return texts_json(catalog.category_names(policy));
}

Poco::JSON::Object::Ptr admx_summary_json(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy)
{
    const auto& file = catalog.file_of(policy);
    auto entry = object();
    entry->set("name", text(policy.name));
    entry->set("namespace", text(file.target_namespace));
    entry->set("class", text(to_string(policy.policy_class)));
    entry->set("category", catalog.category_path(policy));
    entry->set("category_path", category_path_json(catalog, policy));
    entry->set("display_name", text(policy.display_name));
    entry->set("key", text(policy.key));
    entry->set("value_name", text(policy.value_name));
    entry->set("file", file.path);
    return entry;
}

Object::Ptr admx_list_json(const admx::PolicyCatalog& catalog, const Diagnostics& findings)
{
    Array::Ptr policies = new Array;
    for (const auto& policy : catalog.policies()) {
        if (!policy.shadowed) { // a finding says so, and `files` counts it
            policies->add(admx_summary_json(catalog, policy));
        }
    }
    auto root = admx_document_json();
    root->set("policies", policies);
    root->set("files", files_json(catalog, findings));
    root->set("findings", admx_findings_json(findings));
    return root;
}

Object::Ptr admx_show_json(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy,
                           const Diagnostics& findings)
{
    auto entry = admx_summary_json(catalog, policy);
    entry->set("supported_on", text(policy.supported_on));
    if (const auto rule = support_rule_json(catalog, policy)) {
        entry->set("supported_on_rule", rule);
    }
    entry->set("explain_text", text(policy.explain_text));
    entry->set("see_also", texts_json(policy.see_also));
    entry->set("keywords", text(policy.keywords));
    entry->set("presentation", text(policy.presentation));
    entry->set("client_extension", text(policy.client_extension));
    set_value(*entry, "enabled_value", policy.enabled_value);
    set_value(*entry, "disabled_value", policy.disabled_value);
    set_list(*entry, "enabled_list", policy.enabled_list);
    set_list(*entry, "disabled_list", policy.disabled_list);
    entry->set("elements", elements_json(policy));
    entry->set("widgets", widgets_json(catalog.presentation_of(policy)));
    auto root = admx_document_json();
    root->set("policy", entry);
    root->set("findings", admx_findings_json(findings));
    return root;
}

Object::Ptr admx_error_json(const AdmxError& error, const Diagnostics& findings)
{
    auto entry = object();
    entry->set("code", error.code);
    entry->set("message", error.message);
    entry->set("where", error.where);
    auto root = admx_document_json(error.schema);
    root->set("error", entry);
    root->set("findings", admx_findings_json(findings));
    return root;
}

} // namespace gpseal::app
