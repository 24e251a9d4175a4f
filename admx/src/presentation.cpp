#include <gpseal/admx/presentation.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::admx {

std::string_view to_string(WidgetKind kind)
{
    switch (kind) {
    case WidgetKind::text:
        return "text";
    case WidgetKind::decimal_text_box:
        return "decimalTextBox";
    case WidgetKind::long_decimal_text_box:
        return "longDecimalTextBox";
    case WidgetKind::text_box:
        return "textBox";
    case WidgetKind::multi_text_box:
        return "multiTextBox";
    case WidgetKind::check_box:
        return "checkBox";
    case WidgetKind::combo_box:
        return "comboBox";
    case WidgetKind::drop_down_list:
        return "dropdownList";
    case WidgetKind::list_box:
        return "listBox";
    }
    return "text";
}

const Widget* Presentation::of(std::string_view element_id) const
{
    const auto found = std::find_if(widgets.begin(), widgets.end(), [&](const Widget& widget) {
        return widget.kind != WidgetKind::text && equals_icase(widget.element_id, element_id);
    });
    return found == widgets.end() ? nullptr : &*found;
}

} // namespace gpseal::admx
