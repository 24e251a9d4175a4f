#include "admx_details.hpp"

#include <gpseal/base/utf.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace gpseal::app {

namespace {

using admx::WidgetKind;
using Poco::JSON::Array;
using Poco::JSON::Object;

Object::Ptr object()
{
    return new Object(Poco::JSON_PRESERVE_KEY_ORDER);
}

std::string quoted(std::string_view text)
{
    return '"' + std::string(text) + '"';
}

bool is_number_box(const admx::Widget& widget)
{
    return widget.kind == WidgetKind::decimal_text_box || widget.kind == WidgetKind::long_decimal_text_box;
}

/// The name of the item that a dropdownList starts with; its number where there is none such.
std::string default_item(const admx::Widget& widget, const admx::PolicyElement* element)
{
    const auto* const choice = element != nullptr ? std::get_if<admx::EnumElement>(&element->body) : nullptr;
    const auto index = *widget.default_item;
    return choice != nullptr && index < choice->items.size() ? quoted(choice->items[index].display_name)
                                                             : "item " + std::to_string(index);
}

std::vector<std::string> words_of(const admx::Widget& widget, const admx::PolicyElement* element)
{
    std::vector<std::string> words;
    if (is_number_box(widget)) {
        words.push_back("default " + std::to_string(widget.default_number.value_or(1)));
        words.push_back(widget.spin ? "step " + std::to_string(widget.spin_step) : "no spin buttons");
    }
    if (widget.kind == WidgetKind::check_box) {
        words.emplace_back(widget.default_checked ? "checked at first" : "unchecked at first");
    }
    if (widget.default_item) {
        words.push_back("default " + default_item(widget, element));
    }
    if (!widget.default_text.empty()) {
        words.push_back("default " + quoted(widget.default_text));
    }
    for (const auto& suggestion : widget.suggestions) {
        words.push_back("suggests " + quoted(suggestion));
    }
    if (widget.no_sort) {
        words.emplace_back("in this order");
    }
    if (widget.show_as_dialog) {
        words.emplace_back("in a dialog");
    }
    return words;
}

void set_behaviour(Object& entry, const admx::Widget& widget)
{
    if (is_number_box(widget)) {
        entry.set("default", Poco::UInt64{widget.default_number.value_or(1)});
        entry.set("spin", widget.spin);
        entry.set("spin_step", Poco::UInt64{widget.spin_step});
    }
    if (widget.kind == WidgetKind::text_box || widget.kind == WidgetKind::combo_box) {
        entry.set("default", std::string(widget.default_text));
    }
    if (widget.kind == WidgetKind::combo_box) {
        Array::Ptr suggestions = new Array;
        for (const auto& suggestion : widget.suggestions) {
            suggestions->add(std::string(suggestion));
        }
        entry.set("suggestions", suggestions);
    }
    if (widget.kind == WidgetKind::check_box) {
        entry.set("default", widget.default_checked);
    }
    if (widget.default_item) {
        entry.set("default_item", Poco::UInt64{*widget.default_item});
    }
    if (widget.kind == WidgetKind::combo_box || widget.kind == WidgetKind::drop_down_list) {
        entry.set("no_sort", widget.no_sort);
    }
    if (widget.kind == WidgetKind::multi_text_box) {
        entry.set("show_as_dialog", widget.show_as_dialog);
        entry.set("default_height", Poco::UInt64{widget.default_height});
    }
}

Object::Ptr condition_json(const admx::SupportCondition& condition)
{
    auto entry = object();
    entry->set("kind", condition.is_range ? "range" : "reference");
    entry->set("reference", std::string(condition.reference));
    entry->set("resolved", condition.product || condition.definition);
    if (condition.minimum) {
        entry->set("min_version_index", *condition.minimum);
    }
    if (condition.maximum) {
        entry->set("max_version_index", *condition.maximum);
    }
    return entry;
}

} // namespace

std::vector<std::string> unread_files(const Diagnostics& findings)
{
    std::vector<std::string> paths;
    for (const auto& finding : findings) {
        const auto ending = finding.where.size() < 5 ? std::string() : finding.where.substr(finding.where.size() - 5);
        if (finding.code == "unreadable_file" && (equals_icase(ending, ".admx") || equals_icase(ending, ".adml"))) {
            paths.push_back(finding.where);
        }
    }
    return paths;
}

std::string widget_text(const admx::Widget& widget, const admx::PolicyElement* element)
{
    std::string text(to_string(widget.kind));
    if (!widget.label.empty()) {
        text.append(1, ' ').append(quoted(widget.label));
    }
    for (const auto& word : words_of(widget, element)) {
        text.append(", ").append(word);
    }
    return text;
}

Array::Ptr widgets_json(const std::optional<admx::Presentation>& presentation)
{
    Array::Ptr list = new Array;
    if (!presentation) {
        return list;
    }
    for (const auto& widget : presentation->widgets) {
        auto entry = object();
        entry->set("kind", std::string(to_string(widget.kind)));
        entry->set("label", std::string(widget.label));
        if (widget.kind != WidgetKind::text) {
            entry->set("element", std::string(widget.element_id));
            set_behaviour(*entry, widget);
        }
        list->add(entry);
    }
    return list;
}

Object::Ptr support_rule_json(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy)
{
    if (!policy.support) {
        return {};
    }
    const auto& definition = catalog.support_definitions()[*policy.support];
    if (definition.rule == admx::SupportRule::unstated) {
        return {};
    }
    Array::Ptr conditions = new Array;
    for (const auto& condition : definition.conditions) {
        conditions->add(condition_json(condition));
    }
    auto rule = object();
    rule->set("rule", definition.rule == admx::SupportRule::any_of ? "any_of" : "all_of");
    rule->set("text", describe_support(catalog, definition));
    rule->set("conditions", conditions);
    return rule;
}

} // namespace gpseal::app
