#include "presentation_reader.hpp"

#include "attribute_values.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gpseal::admx {

namespace {

constexpr std::array<std::pair<XmlName, WidgetKind>, 9> kinds = {{
    {XmlName::text, WidgetKind::text},
    {XmlName::decimal_text_box, WidgetKind::decimal_text_box},
    {XmlName::long_decimal_text_box, WidgetKind::long_decimal_text_box},
    {XmlName::text_box, WidgetKind::text_box},
    {XmlName::multi_text_box, WidgetKind::multi_text_box},
    {XmlName::check_box, WidgetKind::check_box},
    {XmlName::combo_box, WidgetKind::combo_box},
    {XmlName::dropdown_list, WidgetKind::drop_down_list},
    {XmlName::list_box, WidgetKind::list_box},
}};

std::optional<WidgetKind> kind_of(XmlName name)
{
    const auto* const found =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& entry) { return entry.first == name; });
    return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

using Field = std::string_view WidgetEntry::*;

constexpr std::array<std::pair<XmlName, Field>, 9> fields = {{
    {XmlName::ref_id, &WidgetEntry::element_id},
    {XmlName::default_value, &WidgetEntry::default_value},
    {XmlName::default_checked, &WidgetEntry::default_checked},
    {XmlName::default_item, &WidgetEntry::default_item},
    {XmlName::no_sort, &WidgetEntry::no_sort},
    {XmlName::spin, &WidgetEntry::spin},
    {XmlName::spin_step, &WidgetEntry::spin_step},
    {XmlName::show_as_dialog, &WidgetEntry::show_as_dialog},
    {XmlName::default_height, &WidgetEntry::default_height},
}};

void read_attributes(XmlNode node, WidgetEntry& widget)
{
    for (const auto& attribute : node.attributes()) {
        for (const auto& [name, field] : fields) {
            if (attribute.name == name && (widget.*field).data() == nullptr) {
                widget.*field = attribute.value;
                break;
            }
        }
    }
}

/// Most widgets hold their label as text; textBox and comboBox have it in a child, beside their default.
void read_texts(XmlNode node, WidgetEntry& widget, const ReadContext& context)
{
    widget.label = trimmed(text_of(node, context.pool));
    for (const auto part : node) {
        if (!part.is_element()) {
            continue;
        }
        if (part.name() == XmlName::label && widget.label.empty()) {
            widget.label = trimmed(text_of(part, context.pool));
        } else if (part.name() == XmlName::default_value || part.name() == XmlName::default_) {
            widget.default_text = text_of(part, context.pool);
        } else if (part.name() == XmlName::suggestion) {
            widget.suggestions.push_back(text_of(part, context.pool));
        }
    }
}

void read_widgets(XmlNode node, PresentationTable& presentations, const ReadContext& context)
{
    for (const auto part : node) {
        const auto kind = kind_of(part.name());
        if (!kind) {
            continue;
        }
        auto& widget = presentations.widgets.emplace_back();
        widget.kind = *kind;
        widget.offset = static_cast<std::uint32_t>(part.offset());
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

void PresentationTable::index(const ReadContext& context)
{
    index_.reset(entries.size());
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        if (!index_.insert(i, [&](std::uint32_t at) { return entries[at].id; })) {
            context.log.add({Severity::warning, "duplicate_id",
                             "presentation " + printable(entries[i].id.substr(0, 120)) + " is defined again",
                             "the first one counts; rename or remove this one"},
                            entries[i].offset);
        }
    }
}

const PresentationEntry* PresentationTable::find(std::string_view id) const
{
    const auto found = index_.find(id, [&](std::uint32_t at) { return entries[at].id; });
    return found ? &entries[*found] : nullptr;
}

Presentation PresentationTable::make(const PresentationEntry& entry) const
{
    Presentation presentation{.id = std::string(entry.id)};
    presentation.widgets.reserve(entry.widget_count);
    const auto first = widgets.begin() + entry.first_widget;
    std::transform(first, first + entry.widget_count, std::back_inserter(presentation.widgets), make_widget);
    return presentation;
}

void read_presentations(XmlNode table, PresentationTable& presentations, const ReadContext& context)
{
    for (const auto node : table) {
        if (node.name() != XmlName::presentation) {
            continue;
        }
        const auto id = attribute(node, XmlName::id);
        if (id.empty()) {
            context.warn(node, "missing_attribute", "a presentation has no id and is left out",
                         "give it the id that a policy's presentation attribute names");
            continue;
        }
        const auto first = presentations.widgets.size();
        read_widgets(node, presentations, context);
        presentations.entries.push_back(
            {.id = id,
             .offset = static_cast<std::uint32_t>(node.offset()),
             .first_widget = static_cast<std::uint32_t>(first),
             .widget_count = static_cast<std::uint32_t>(presentations.widgets.size() - first)});
    }
}

} // namespace gpseal::admx
