#pragma once

#include "admx_document.hpp"
#include "id_index.hpp"

#include <gpseal/admx/presentation.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gpseal::admx {

/// A widget as written. Null data(): the attribute is not there.
struct WidgetEntry {
    WidgetKind kind = WidgetKind::text;
    std::uint32_t offset = 0;
    std::string_view element_id;
    std::string_view label;
    std::string_view default_value; ///< the attribute
    std::string_view default_text;  ///< the child element of textBox and comboBox
    std::string_view default_checked;
    std::string_view default_item;
    std::string_view no_sort;
    std::string_view spin;
    std::string_view spin_step;
    std::string_view show_as_dialog;
    std::string_view default_height;
    std::span<const std::string_view> suggestions;
};

struct PresentationEntry {
    std::string_view id;
    std::uint32_t offset = 0;
    std::uint32_t first_widget = 0; ///< in the table
    std::uint32_t widget_count = 0;
};

/// The presentationTable of one ADML file. Views point into the file's text and the context's pool.
class PresentationTable {
public:
    /// Adds the presentations of a <presentationTable>.
    void read(XmlNode table, const ReadContext& context);
    void index(const ReadContext& context); ///< once, when all entries are there; says which ids are there twice

    [[nodiscard]] std::span<const PresentationEntry> entries() const { return entries_; } ///< in file order
    /// The presentation of an id: spelt so, else spelt so but for case; null: none.
    [[nodiscard]] const PresentationEntry* find(std::string_view id) const;
    [[nodiscard]] std::vector<WidgetEntry> widgets_of(const PresentationEntry& entry) const;
    [[nodiscard]] Presentation make(const PresentationEntry& entry) const;

private:
    /// A file has thousands of widgets, most with one attribute or two, and few are ever asked for.
    struct StoredWidget {
        WidgetKind kind = WidgetKind::text;
        std::uint32_t offset = 0;
        std::string_view label;
        std::string_view default_text;
        std::uint32_t first_attribute = 0;
        std::uint32_t attribute_count = 0;
        std::uint32_t first_suggestion = 0;
        std::uint32_t suggestion_count = 0;
    };
    struct Attribute {
        XmlName name = XmlName::other;
        std::string_view value;
    };

    void read_widgets(XmlNode node, const ReadContext& context);
    void read_texts(XmlNode node, StoredWidget& widget, const ReadContext& context);
    [[nodiscard]] std::span<const StoredWidget> stored(const PresentationEntry& entry) const;
    [[nodiscard]] WidgetEntry entry_of(const StoredWidget& widget) const;

    std::vector<PresentationEntry> entries_;
    std::vector<StoredWidget> widgets_;
    std::vector<Attribute> attributes_;
    std::vector<std::string_view> suggestions_;
    IdIndex index_;
};

} // namespace gpseal::admx
