#include "policy_view.hpp"

#include "admx_view.hpp"
#include "registry_text.hpp"
#include "report/json_value.hpp"

#include <gpseal/policy/resultant_policies.hpp>

#include <optional>
#include <variant>

namespace gpseal::app {

namespace {

namespace json = agent::json;
using policy::ElementState;

std::string_view item_name(const admx::PolicyElement& element, policy::EnumChoice choice)
{
    return std::get<admx::EnumElement>(element.body).items.at(choice.index).display_name;
}

/// A list's names say something only where the administrator chose them.
bool has_names(const admx::PolicyElement& element)
{
    return std::get<admx::ListElement>(element.body).explicit_value;
}

class ValueText {
public:
    explicit ValueText(const admx::PolicyElement& element) : element_(element) {}

    std::vector<std::string> operator()(std::monostate) const { return {}; }
    std::vector<std::string> operator()(bool checked) const { return {checked ? "Enabled" : "Disabled"}; }
    std::vector<std::string> operator()(std::uint64_t number) const { return {std::to_string(number)}; }
    std::vector<std::string> operator()(const std::string& text) const { return {text}; }
    std::vector<std::string> operator()(const std::vector<std::string>& lines) const { return lines; }
    std::vector<std::string> operator()(policy::EnumChoice choice) const
    {
        return {std::string(item_name(element_, choice))};
    }
    std::vector<std::string> operator()(const std::vector<policy::ListPair>& pairs) const
    {
        std::vector<std::string> lines;
        for (const auto& pair : pairs) {
            lines.push_back(has_names(element_) ? pair.name + " = " + pair.data : pair.data);
        }
        return lines;
    }

private:
    const admx::PolicyElement& element_;
};

class ValueJson {
public:
    ValueJson(const admx::PolicyElement& element, json::Object::Ptr& object) : element_(element), object_(object) {}

    void operator()(std::monostate) { json::set_null(object_, "value"); }
    void operator()(bool checked) { object_->set("value", checked); }
    void operator()(std::uint64_t number) { object_->set("value", Poco::UInt64{number}); }
    void operator()(const std::string& text) { json::set(object_, "value", text); }
    void operator()(const std::vector<std::string>& lines) { object_->set("value", json::array(lines)); }
    void operator()(policy::EnumChoice choice)
    {
        json::set(object_, "value", item_name(element_, choice));
        object_->set("item", choice.index);
        object_->set("place", choice.index + 1);
    }
    void operator()(const std::vector<policy::ListPair>& pairs)
    {
        json::Array::Ptr list = new json::Array;
        for (const auto& pair : pairs) {
            auto line = json::object();
            json::set(line, "name", pair.name);
            json::set(line, "data", pair.data);
            list->add(line);
        }
        object_->set("value", list);
    }

private:
    const admx::PolicyElement& element_;
    json::Object::Ptr& object_;
};

std::string label_of(const std::optional<admx::Presentation>& presentation, const admx::PolicyElement& element)
{
    const auto* const widget = presentation ? presentation->of(element.id) : nullptr;
    return std::string(widget == nullptr || widget->label.empty() ? element.id : widget->label);
}

} // namespace

std::string_view to_string(ElementState state)
{
    switch (state) {
    case ElementState::not_configured:
    case ElementState::implied:
        return "not_configured";
    case ElementState::set:
        return "set";
    case ElementState::removed:
        return "removed";
    case ElementState::unrecognised:
        return "unrecognised";
    }
    return "unrecognised";
}

std::vector<ShownElement> shown_elements(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy,
                                         const policy::PolicyReading& reading)
{
    std::vector<ShownElement> shown;
    if (reading.state != policy::PolicyState::enabled) {
        return shown;
    }
    const auto presentation = catalog.presentation_of(policy);
    for (const auto& each : reading.elements) {
        auto values = std::visit(ValueText(*each.element), each.value);
        if (each.state == ElementState::unrecognised) {
            values = {"(data that it cannot mean)"};
        }
        if (each.state != ElementState::not_configured && each.state != ElementState::removed) {
            shown.push_back(
                {each.element, label_of(presentation, *each.element), std::move(values), each.words, each.more});
        }
    }
    return shown;
}

json::Object::Ptr policy_reading_json(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy,
                                      const policy::PolicyReading& reading)
{
    auto object = json::object();
    json::set(object, "name", policy.name);
    json::set(object, "namespace", catalog.file_of(policy).target_namespace);
    json::set(object, "display_name", policy.display_name);
    json::set(object, "class", to_string(policy.policy_class));
    json::set(object, "category", policy::category_below_templates(catalog, policy));
    object->set("category_path", category_path_json(catalog, policy));
    json::set(object, "key", policy.key);
    json::set(object, "state", policy::to_string(reading.state));
    const auto presentation = catalog.presentation_of(policy);
    json::Array::Ptr elements = new json::Array;
    for (const auto& each : reading.elements) {
        auto element = json::object();
        json::set(element, "id", each.element->id);
        json::set(element, "label", label_of(presentation, *each.element));
        json::set(element, "kind", kind_name(*each.element));
        json::set(element, "state", to_string(each.state));
        std::visit(ValueJson(*each.element, element), each.value);
        if (each.more != 0) {
            element->set("more", each.more);
        }
        if (each.state == ElementState::implied) {
            element->set("implied", true);
        }
        elements->add(element);
    }
    object->set("elements", elements);
    return object;
}

void set_deleted_names(json::Object& object, const policy::RegistryWord& word, const std::string& value_name)
{
    if (word.action == policy::RegistryAction::delete_listed) {
        object.set("names", json::array({value_name}));
    }
    if (word.action == policy::RegistryAction::delete_keys) {
        std::vector<std::string> names;
        for (const auto name : policy::listed_names({.data = word.data})) {
            names.push_back(to_utf8(name));
        }
        object.set("names", json::array(names));
    }
}

void set_word(json::Object& object, const policy::RegistryWord& word)
{
    object.set("action", std::string(policy::to_string(word.action)));
    const bool is_raw =
        word.action == policy::RegistryAction::secure_key || word.action == policy::RegistryAction::unknown;
    if (!word.sets() && !is_raw) {
        object.set("type", Poco::Dynamic::Var());
        object.set("size", Poco::Dynamic::Var());
        object.set("data", Poco::Dynamic::Var());
        return;
    }
    object.set("type", static_cast<std::uint32_t>(word.type));
    object.set("size", word.data.size());
    object.set("data", hex_of(word.data));
}

std::string_view side_name(admx::PolicyClass side)
{
    return side == admx::PolicyClass::user ? "User Configuration" : "Computer Configuration";
}

} // namespace gpseal::app
