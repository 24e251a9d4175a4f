#pragma once

#include "admx_document.hpp"
#include "id_index.hpp"

#include <gpseal/admx/presentation.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gpseal::admx {

/// A widget as written; numbers and flags are read when somebody asks for the presentation.
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
    std::vector<std::string_view> suggestions;
};

struct PresentationEntry {
    std::string_view id;
    std::uint32_t offset = 0;
    std::uint32_t first_widget = 0; ///< index into PresentationTable::widgets
    std::uint32_t widget_count = 0;
};

/// The presentationTable of one ADML file. Views point into the file's text.
struct PresentationTable {
    std::vector<PresentationEntry> entries; ///< in file order
    std::vector<WidgetEntry> widgets;

    void index(const ReadContext& context); ///< once, when all entries are there; says which ids are there twice
    /// The presentation of an id: spelt so, else spelt so but for case; null: none.
    [[nodiscard]] const PresentationEntry* find(std::string_view id) const;
    [[nodiscard]] Presentation make(const PresentationEntry& entry) const;

private:
    IdIndex index_;
};

/// Adds the presentations of a <presentationTable>.
void read_presentations(XmlNode table, PresentationTable& presentations, const ReadContext& context);

} // namespace gpseal::admx
