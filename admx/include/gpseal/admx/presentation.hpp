#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gpseal::admx {

// How a policy's elements are shown and what they start with, from the presentationTable of an ADML file. As with
// policies, every string_view points into the PolicyCatalog and lives as long as it.

enum class WidgetKind {
    text, ///< a line of its own, for no element
    decimal_text_box,
    long_decimal_text_box,
    text_box,
    multi_text_box,
    check_box,
    combo_box,
    drop_down_list,
    list_box,
};

[[nodiscard]] std::string_view to_string(WidgetKind kind); ///< the element's name in ADML: "dropdownList"

/// One widget. Texts are valid UTF-8 and otherwise untrusted.
struct Widget {
    WidgetKind kind = WidgetKind::text;
    std::string_view element_id;                 ///< refId; empty for text
    std::string_view label;                      ///< trimmed; empty: none
    std::string_view default_text;               ///< textBox, comboBox
    std::vector<std::string_view> suggestions;   ///< comboBox
    std::optional<std::uint64_t> default_number; ///< decimalTextBox, longDecimalTextBox; none: the schema's 1
    bool default_checked = false;
    std::optional<std::size_t> default_item; ///< index into the enum's items
    bool no_sort = false;
    bool spin = true;
    std::uint64_t spin_step = 1;
    bool show_as_dialog = false;      ///< multiTextBox
    std::uint64_t default_height = 3; ///< multiTextBox, in lines

    bool operator==(const Widget&) const = default;
};

struct Presentation {
    std::string_view id;
    std::vector<Widget> widgets; ///< in the order shown

    /// The widget of an element, ids compared without regard to case; null: it has none.
    [[nodiscard]] const Widget* of(std::string_view element_id) const;

    bool operator==(const Presentation&) const = default;
};

} // namespace gpseal::admx
