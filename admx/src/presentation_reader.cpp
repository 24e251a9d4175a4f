#include "presentation_reader.hpp"

#include "attribute_values.hpp"
#include "icase.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gpseal::admx {

namespace {

constexpr std::array all_kinds = {
    WidgetKind::text,      WidgetKind::decimal_text_box, WidgetKind::long_decimal_text_box,
    WidgetKind::text_box,  WidgetKind::multi_text_box,   WidgetKind::check_box,
    WidgetKind::combo_box, WidgetKind::drop_down_list,   WidgetKind::list_box,
};

std::optional<WidgetKind> kind_of(pugi::xml_node node)
{
    const auto* const found =
        std::find_if(all_kinds.begin(), all_kinds.end(), [&](auto kind) { return is_named(node, to_string(kind)); });
    return found == all_kinds.end() ? std::nullopt : std::optional(*found);
}

using Field = std::string_view WidgetEntry::*;

constexpr std::array<std::pair<std::string_view, Field>, 9> attributes = {{
    {"refId", &WidgetEntry::element_id},
    {"defaultValue", &WidgetEntry::default_value},
    {"defaultChecked", &WidgetEntry::default_checked},
    {"defaultItem", &WidgetEntry::default_item},
    {"noSort", &WidgetEntry::no_sort},
    {"spin", &WidgetEntry::spin},
    {"spinStep", &WidgetEntry::spin_step},
    {"showAsDialog", &WidgetEntry::show_as_dialog},
    {"defaultHeight", &WidgetEntry::default_height},
}};

void read_attributes(pugi::xml_node node, WidgetEntry& widget)
{
    for (const auto attribute : node.attributes()) {
        for (const auto& [name, field] : attributes) {
            if (equals_icase(attribute.name(), name) && (widget.*field).data() == nullptr) {
                widget.*field = attribute.value();
                break;
            }
        }
    }
}

/// Most widgets hold their label as text; textBox and comboBox have it in a child, beside their default.
void read_texts(pugi::xml_node node, WidgetEntry& widget, const ReadContext& context)
{
    widget.label = trimmed(text_of(node, context.pool));
    for (const auto part : node.children()) {
        if (part.type() != pugi::node_element) {
            continue;
        }
        if (is_named(part, "label") && widget.label.empty()) {
            widget.label = trimmed(text_of(part, context.pool));
        } else if (is_named(part, "defaultValue") || is_named(part, "default")) {
            widget.default_text = text_of(part, context.pool);
        } else if (is_named(part, "suggestion")) {
            widget.suggestions.push_back(text_of(part, context.pool));
        }
    }
}

void read_widgets(pugi::xml_node node, PresentationTable& presentations, const ReadContext& context)
{
    for (const auto part : node.children()) {
        const auto kind = kind_of(part);
        if (!kind) {
            continue;
        }
        auto& widget = presentations.widgets.emplace_back();
        widget.kind = *kind;
        widget.offset = static_cast<std::uint32_t>(offset_of(part));
        read_attributes(part, widget);
        read_texts(part, widget, context);
    }
}

Widget make_widget(const WidgetEntry& entry)
{
    Widget widget{.kind = entry.kind,
                  .element_id =
                      std::string(entry.kind == WidgetKind::text ? std::string_view{} : trimmed(entry.element_id)),
                  .label = std::string(entry.label),
                  .default_text = std::string(entry.default_text),
                  .suggestions = {entry.suggestions.begin(), entry.suggestions.end()}};
    if (entry.kind == WidgetKind::decimal_text_box || entry.kind == WidgetKind::long_decimal_text_box) {
        widget.default_number = parse_number<std::uint64_t>(entry.default_value);
    }
    widget.default_checked = parse_flag(entry.default_checked).value_or(false);
    widget.default_item = parse_number<std::size_t>(entry.default_item);
    widget.no_sort = parse_flag(entry.no_sort).value_or(false);
    widget.spin = parse_flag(entry.spin).value_or(true);
    widget.spin_step = parse_number<std::uint64_t>(entry.spin_step).value_or(1);
    widget.show_as_dialog = parse_flag(entry.show_as_dialog).value_or(false);
    widget.default_height = parse_number<std::uint64_t>(entry.default_height).value_or(3);
    return widget;
}

} // namespace

const PresentationEntry* PresentationTable::find(std::string_view id) const
{
    const auto first =
        std::lower_bound(entries.begin(), entries.end(), id, [](const auto& entry, std::string_view wanted) {
            return less_icase(entry.id, wanted) && !equals_icase(entry.id, wanted);
        });
    const PresentationEntry* alike = nullptr;
    for (auto at = first; at != entries.end() && equals_icase(at->id, id); ++at) {
        if (at->id == id) {
            return &*at;
        }
        alike = alike == nullptr ? &*at : alike;
    }
    return alike;
}

Presentation PresentationTable::make(const PresentationEntry& entry) const
{
    Presentation presentation{.id = std::string(entry.id)};
    const auto first = widgets.begin() + entry.first_widget;
    std::transform(first, first + entry.widget_count, std::back_inserter(presentation.widgets), make_widget);
    return presentation;
}

void read_presentations(pugi::xml_node table, PresentationTable& presentations, const ReadContext& context)
{
    for (const auto node : table.children()) {
        if (!is_named(node, "presentation")) {
            continue;
        }
        const auto id = attribute(node, "id");
        if (id.empty()) {
            context.warn(node, "missing_attribute", "a presentation has no id and is left out",
                         "give it the id that a policy's presentation attribute names");
            continue;
        }
        const auto first = presentations.widgets.size();
        read_widgets(node, presentations, context);
        presentations.entries.push_back(
            {.id = id,
             .offset = static_cast<std::uint32_t>(offset_of(node)),
             .first_widget = static_cast<std::uint32_t>(first),
             .widget_count = static_cast<std::uint32_t>(presentations.widgets.size() - first)});
    }
}

void sort_presentations(PresentationTable& presentations, const ReadContext& context)
{
    auto& entries = presentations.entries;
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return less_icase(a.id, b.id); });
    for (std::size_t i = 1; i < entries.size(); ++i) {
        if (entries[i].id == entries[i - 1].id) {
            context.log.add({Severity::warning, "duplicate_id",
                             "presentation " + printable(entries[i].id.substr(0, 120)) + " is defined again",
                             "the first one counts; rename or remove this one"},
                            entries[i].offset);
        }
    }
}

} // namespace gpseal::admx
