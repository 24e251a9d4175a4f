#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gpseal::admx {

/// The encoding that the XML declaration at the beginning of `text` names; empty: none. The text has to begin in ASCII.
[[nodiscard]] std::string_view declared_encoding(std::string_view text);

/// Text that was in an encoding of one country or script, as UTF-8.
struct LabelledText {
    std::string utf8;
    std::optional<std::size_t> first_unmapped; ///< offset in `utf8` of the first byte that the encoding does not have
};

/// Bytes that are no UTF-8 by the label in their XML declaration: the Windows and ISO 8859 code pages, KOI8, and the
/// double-byte ones of China, Japan, Korea and Taiwan, all of which leave ASCII alone. nullopt: the label is missing or
/// none of these, or the system has no table for it. At most three times as long as `bytes`.
[[nodiscard]] std::optional<LabelledText> decode_by_label(std::string_view bytes);

} // namespace gpseal::admx
