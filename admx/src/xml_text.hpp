#pragma once

#include "text_pool.hpp"

#include <cstddef>
#include <string_view>

namespace gpseal::admx {

/// Character data with its references replaced and its line breaks as LF. Comes back as it is where nothing has to
/// change; else the new text lives in `pool`. What is no reference of XML stays as written.
[[nodiscard]] std::string_view decoded_text(std::string_view raw, TextPool& pool);

/// The same for an attribute's value, where every blank is a space.
[[nodiscard]] std::string_view decoded_attribute(std::string_view raw, TextPool& pool);

/// How many characters stand before the first that decoded_attribute() might change, or the NUL that ends the text;
/// looks at plain_size_stride at a time, and so at most that many bytes past that NUL.
[[nodiscard]] std::size_t plain_size(const char* text);
constexpr std::size_t plain_size_stride = 32;

/// Line breaks as LF, and nothing else: what CDATA sections need. Writes at most as much as it reads; returns the end.
[[nodiscard]] char* write_unreferenced(char* to, std::string_view raw);
[[nodiscard]] char* write_decoded(char* to, std::string_view raw);

} // namespace gpseal::admx
