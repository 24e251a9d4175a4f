#include "policy_names.hpp"

#include <span>
#include <variant>

namespace gpseal::app {

namespace {

std::string folded(std::string_view utf8)
{
    const auto wide = to_utf16le(utf8);
    return fold_key(std::as_bytes(std::span(wide)));
}

/// Both classes of a policy often have one name; it is said once.
void append(std::string& names, std::string_view name)
{
    const auto all = " / " + names + " / ";
    if (all.find(" / " + std::string(name) + " / ") == std::string::npos) {
        names += (names.empty() ? "" : " / ") + std::string(name);
    }
}

} // namespace

PolicyNames::PolicyNames(const admx::PolicyCatalog& catalog)
{
    for (const auto& policy : catalog.policies()) {
        if (!policy.shadowed) {
            add(policy);
        }
    }
}

void PolicyNames::add(const admx::PolicyDefinition& policy)
{
    if (!policy.value_name.empty()) {
        add_value(policy, policy.key, policy.value_name);
    }
    for (const auto* list : {&policy.enabled_list, &policy.disabled_list}) {
        if (*list) {
            add_list(policy, **list);
        }
    }
    for (const auto& element : policy.elements) {
        add_element(policy, element);
    }
}

void PolicyNames::add_value(const admx::PolicyDefinition& policy, std::string_view key, std::string_view value_name)
{
    append(values_[folded(key.empty() ? policy.key : key) + '\0' + folded(value_name)], policy.display_name);
}

void PolicyNames::add_list(const admx::PolicyDefinition& policy, const admx::RegistryList& list)
{
    for (const auto& item : list) {
        add_value(policy, item.key, item.value_name);
    }
}

void PolicyNames::add_element(const admx::PolicyDefinition& policy, const admx::PolicyElement& element)
{
    if (std::holds_alternative<admx::ListElement>(element.body)) {
        append(list_keys_[folded(element.key.empty() ? policy.key : element.key)], policy.display_name);
        return;
    }
    add_value(policy, element.key, element.value_name);
    if (const auto* choice = std::get_if<admx::EnumElement>(&element.body)) {
        for (const auto& item : choice->items) {
            add_list(policy, item.value_list);
        }
    }
    if (const auto* check_box = std::get_if<admx::BooleanElement>(&element.body)) {
        for (const auto* list : {&check_box->true_list, &check_box->false_list}) {
            if (*list) {
                add_list(policy, **list);
            }
        }
    }
}

std::string PolicyNames::of(Utf16Bytes key, Utf16Bytes value_name) const
{
    const auto key_name = fold_key(key);
    if (const auto found = values_.find(key_name + '\0' + fold_key(value_name)); found != values_.end()) {
        return found->second;
    }
    const auto list = list_keys_.find(key_name);
    return list == list_keys_.end() ? std::string() : list->second;
}

} // namespace gpseal::app
