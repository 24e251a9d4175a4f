#include "definition_names.hpp"

#include <gpseal/base/utf.hpp>

namespace gpseal::policy {

namespace {

class NameCollector {
public:
    explicit NameCollector(const admx::PolicyDefinition& policy) : policy_(policy)
    {
        add({policy.key, policy.value_name});
        add_list(policy.key, policy.enabled_list);
        add_list(policy.key, policy.disabled_list);
        for (const auto& element : policy.elements) {
            add_element(element);
        }
    }

    [[nodiscard]] DefinitionNames take() { return std::move(names_); }

private:
    void add(ValueName value)
    {
        if (!value.name.empty()) {
            names_.values.push_back(value);
        }
    }

    void add_list(std::string_view owner_key, const admx::RegistryList& list)
    {
        for (const auto& item : list) {
            add(name_of(owner_key, item));
        }
    }

    void add_list(std::string_view owner_key, const std::optional<admx::RegistryList>& list)
    {
        if (list) {
            add_list(owner_key, *list);
        }
    }

    void add_element(const admx::PolicyElement& element)
    {
        const auto key = key_of(policy_, element);
        if (const auto* const list = std::get_if<admx::ListElement>(&element.body)) {
            names_.lists.push_back({key, list});
            return;
        }
        add(name_of(policy_, element));
        if (const auto* const choice = std::get_if<admx::EnumElement>(&element.body)) {
            for (const auto& item : choice->items) {
                add_list(key, item.value_list);
            }
        }
        if (const auto* const box = std::get_if<admx::BooleanElement>(&element.body)) {
            add_list(key, box->true_list);
            add_list(key, box->false_list);
        }
    }

    const admx::PolicyDefinition& policy_;
    DefinitionNames names_;
};

} // namespace

DefinitionNames names_of(const admx::PolicyDefinition& policy)
{
    return NameCollector(policy).take();
}

bool OwnNames::has(std::string_view key, Utf16Bytes name)
{
    const auto id = [](std::string_view of_key, std::string folded) { return ascii_lower(of_key) + '\0' + folded; };
    if (!ids_) {
        ids_.emplace();
        for (const auto& value : names_of(policy_).values) {
            ids_->insert(id(value.key, ascii_lower(value.name)));
        }
    }
    return ids_->contains(id(key, fold_key(name)));
}

bool is_same(ValueName a, ValueName b)
{
    return equals_icase(a.key, b.key) && equals_icase(a.name, b.name);
}

} // namespace gpseal::policy
