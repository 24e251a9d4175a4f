#pragma once

#include "icase.hpp"
#include "xml_document.hpp"

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace gpseal::admx {

/// A whole number with nothing but blanks around it.
template <typename T> [[nodiscard]] std::optional<T> parse_number(std::string_view text)
{
    text = trimmed(text);
    T number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

/// As XML Schema spells a boolean, and in any case.
[[nodiscard]] inline std::optional<bool> parse_flag(std::string_view text)
{
    text = trimmed(text);
    if (alike(text, "true") || text == "1") {
        return true;
    }
    if (alike(text, "false") || text == "0") {
        return false;
    }
    return std::nullopt;
}

} // namespace gpseal::admx
