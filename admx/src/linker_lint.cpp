// Checks::lint across files: what is never used, and whether presentations fit the elements they show.

#include "attribute_values.hpp"
#include "catalog_builder.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace gpseal::admx {

namespace {

constexpr std::string_view number_hint = "write a whole number that fits";

/// Which kinds of element a kind of widget can set.
bool can_set(WidgetKind widget, const PolicyElement& element)
{
    const auto kind = kind_name(element);
    switch (widget) {
    case WidgetKind::text:
        return false;
    case WidgetKind::decimal_text_box:
    case WidgetKind::long_decimal_text_box:
        return kind == "decimal" || kind == "longDecimal" || kind == "text";
    case WidgetKind::text_box:
    case WidgetKind::combo_box:
        return kind == "text";
    case WidgetKind::multi_text_box:
        return kind == "multiText";
    case WidgetKind::check_box:
        return kind == "boolean";
    case WidgetKind::drop_down_list:
        return kind == "enum";
    case WidgetKind::list_box:
        return kind == "list";
    }
    return false;
}

/// One policy's presentation in one ADML file.
class PresentationCheck {
public:
    PresentationCheck(const PolicyDefinition& policy, DocumentLog& log) : policy_(policy), log_(log) {}

    void check(std::span<const WidgetEntry> widgets, std::uint32_t offset)
    {
        for (const auto& widget : widgets) {
            check_values(widget);
            if (widget.kind != WidgetKind::text) {
                check_element(widget);
            }
        }
        for (const auto& element : policy_.elements) {
            if (std::none_of(widgets.begin(), widgets.end(), [&](const WidgetEntry& widget) {
                    return alike(trimmed(widget.element_id), element.id);
                })) {
                say("element_without_widget", offset, "nothing sets element " + shown(element.id),
                    "add a widget with refId=\"" + printable(element.id.substr(0, 120)) + '"');
            }
        }
    }

private:
    static std::string shown(std::string_view text) { return '"' + printable(text.substr(0, 120)) + '"'; }

    void say(std::string_view code, std::size_t offset, const std::string& message, std::string hint)
    {
        log_.add({Severity::warning, code,
                  "presentation of policy " + printable(policy_.name.substr(0, 120)) + ": " + message, std::move(hint)},
                 offset);
    }

    void check_element(const WidgetEntry& widget)
    {
        const auto id = trimmed(widget.element_id);
        const auto found = std::find_if(policy_.elements.begin(), policy_.elements.end(),
                                        [&](const PolicyElement& element) { return alike(element.id, id); });
        if (found == policy_.elements.end()) {
            say("widget_without_element", widget.offset, "the policy has no element " + shown(id),
                "mend the refId, or remove the widget");
            return;
        }
        if (!can_set(widget.kind, *found)) {
            say("widget_kind_mismatch", widget.offset,
                'a' + (" " + std::string(to_string(widget.kind))) + " cannot set the " +
                    std::string(kind_name(*found)) + " element " + shown(id),
                "use the widget that belongs to the element");
        }
        const auto* const choice = std::get_if<EnumElement>(&found->body);
        const auto item = parse_number<std::size_t>(widget.default_item);
        if (choice != nullptr && item && *item >= choice->items.size()) {
            say("default_item_out_of_range", widget.offset,
                "defaultItem is " + std::to_string(*item) + ", the enum has " + std::to_string(choice->items.size()) +
                    " items",
                "items are counted from 0");
        }
    }

    void check_values(const WidgetEntry& widget)
    {
        const std::array<std::pair<std::string_view, std::string_view>, 4> numbers = {
            {{"defaultValue", widget.default_value},
             {"defaultItem", widget.default_item},
             {"spinStep", widget.spin_step},
             {"defaultHeight", widget.default_height}}};
        const bool has_number =
            widget.kind == WidgetKind::decimal_text_box || widget.kind == WidgetKind::long_decimal_text_box;
        for (const auto& [name, value] : numbers) {
            const bool is_other = name == "defaultValue" && !has_number;
            if (value.data() != nullptr && !is_other && !parse_number<std::uint64_t>(value)) {
                say("bad_number", widget.offset, std::string(name) + " is " + shown(value), std::string(number_hint));
            }
        }
        const std::array<std::pair<std::string_view, std::string_view>, 4> flags = {
            {{"defaultChecked", widget.default_checked},
             {"noSort", widget.no_sort},
             {"spin", widget.spin},
             {"showAsDialog", widget.show_as_dialog}}};
        for (const auto& [name, value] : flags) {
            if (value.data() != nullptr && !parse_flag(value)) {
                say("bad_boolean", widget.offset, std::string(name) + " is " + shown(value), "write true or false");
            }
        }
    }

    const PolicyDefinition& policy_;
    DocumentLog& log_;
};

} // namespace

void Linker::lint()
{
    std::size_t first = 0; // of a file's policies
    for (const auto& owner : definitions_) {
        for (std::size_t i = first; i < first + owner.policy_count; ++i) {
            lint_presentation(owner, linked_.policies[i]);
        }
        first += owner.policy_count;
    }
    std::set<ResourcesFile*> best; // files that nobody asks first may hold what only others need
    for (const auto& owner : definitions_) {
        if (!owner.resources.empty()) {
            best.insert(owner.resources.front());
        }
    }
    for (auto& resources : resources_) {
        if (best.contains(&resources)) {
            lint_unused(resources);
        }
    }
}

void Linker::lint_presentation(const DefinitionsFile& owner, const PolicyDefinition& policy)
{
    for (auto* const resources : owner.resources) {
        auto& table = resources->content.presentations;
        if (const auto* const entry = policy.presentation.empty() ? nullptr : table.find(policy.presentation)) {
            used_presentations_.insert(entry);
            PresentationCheck(policy, log_of(resources->file))
                .check(std::span(table.widgets).subspan(entry->first_widget, entry->widget_count), entry->offset);
            return;
        }
    }
}

void Linker::lint_unused(const ResourcesFile& resources)
{
    auto& log = log_of(resources.file);
    for (const auto& entry : resources.content.strings.entries) {
        if (!entry.is_used) {
            log.add({Severity::warning, "unreferenced_string",
                     named("string", entry.id) + " is used by nothing in the ADMX file",
                     "remove it, or mend the reference that should name it"},
                    entry.offset);
        }
    }
    for (const auto& entry : resources.content.presentations.entries) {
        if (!used_presentations_.contains(&entry)) {
            log.add({Severity::warning, "unreferenced_presentation",
                     named("presentation", entry.id) + " is used by no policy of the ADMX file",
                     "remove it, or mend the policy that should name it"},
                    entry.offset);
        }
    }
}

} // namespace gpseal::admx
