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

Widget make_widget(const WidgetEntry& entry)
{
    Widget widget{.kind = entry.kind,
                  .element_id = entry.kind == WidgetKind::text ? std::string_view{} : trimmed(entry.element_id),
                  .label = entry.label,
                  .default_text = entry.default_text,
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

void PresentationTable::read(XmlNode table, const ReadContext& context)
{
    entries_.reserve(entries_.size() + table.child_count());
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
        const auto first = widgets_.size();
        read_widgets(node, context);
        entries_.push_back({.id = id,
                            .offset = static_cast<std::uint32_t>(node.offset()),
                            .first_widget = static_cast<std::uint32_t>(first),
                            .widget_count = static_cast<std::uint32_t>(widgets_.size() - first)});
    }
}

void PresentationTable::read_widgets(XmlNode node, const ReadContext& context)
{
    for (const auto part : node) {
        const auto kind = kind_of(part.name());
        if (!kind) {
            continue;
        }
        StoredWidget widget{.kind = *kind,
                            .offset = static_cast<std::uint32_t>(part.offset()),
                            .first_attribute = static_cast<std::uint32_t>(attributes_.size()),
                            .attribute_count = static_cast<std::uint32_t>(part.attributes().size()),
                            .first_suggestion = static_cast<std::uint32_t>(suggestions_.size())};
        for (const auto& attribute : part.attributes()) {
            attributes_.push_back({attribute.name, attribute.value});
        }
        read_texts(part, widget, context);
        widgets_.push_back(widget);
    }
}

/// Most widgets hold their label as text; textBox and comboBox have it in a child, beside their default.
void PresentationTable::read_texts(XmlNode node, StoredWidget& widget, const ReadContext& context)
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
            suggestions_.push_back(text_of(part, context.pool));
            widget.suggestion_count += 1;
        }
    }
}

void PresentationTable::index(const ReadContext& context)
{
    index_.reset(entries_.size());
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
        if (!index_.insert(i, [&](std::uint32_t at) { return entries_[at].id; })) {
            context.log.add({Severity::warning, "duplicate_id",
                             "presentation " + printable(entries_[i].id.substr(0, 120)) + " is defined again",
                             "the first one counts; rename or remove this one"},
                            entries_[i].offset);
        }
    }
}

const PresentationEntry* PresentationTable::find(std::string_view id) const
{
    const auto found = index_.find(id, [&](std::uint32_t at) { return entries_[at].id; });
    return found ? &entries_[*found] : nullptr;
}

std::span<const PresentationTable::StoredWidget> PresentationTable::stored(const PresentationEntry& entry) const
{
    return std::span(widgets_).subspan(entry.first_widget, entry.widget_count);
}

WidgetEntry PresentationTable::entry_of(const StoredWidget& widget) const
{
    WidgetEntry entry{.kind = widget.kind,
                      .offset = widget.offset,
                      .label = widget.label,
                      .default_text = widget.default_text,
                      .suggestions = std::span(suggestions_).subspan(widget.first_suggestion, widget.suggestion_count)};
    for (const auto& attribute : std::span(attributes_).subspan(widget.first_attribute, widget.attribute_count)) {
        const auto* const field =
            std::find_if(fields.begin(), fields.end(), [&](const auto& each) { return each.first == attribute.name; });
        if (field != fields.end() && (entry.*field->second).data() == nullptr) { // given twice: the first counts
            entry.*field->second = attribute.value;
        }
    }
    return entry;
}

std::vector<WidgetEntry> PresentationTable::widgets_of(const PresentationEntry& entry) const
{
    std::vector<WidgetEntry> widgets;
    for (const auto& widget : stored(entry)) {
        widgets.push_back(entry_of(widget));
    }
    return widgets;
}

Presentation PresentationTable::make(const PresentationEntry& entry) const
{
    Presentation presentation{.id = entry.id};
    presentation.widgets.reserve(entry.widget_count);
    for (const auto& widget : stored(entry)) {
        presentation.widgets.push_back(make_widget(entry_of(widget)));
    }
    return presentation;
}

} // namespace gpseal::admx
