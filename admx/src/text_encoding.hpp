#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gpseal::admx {

/// A file's text as UTF-8. The bytes say what the encoding was; the label is asked where they are no Unicode.
struct DecodedText {
    std::vector<std::byte> bytes;                ///< those of the file where they were UTF-8 already
    std::size_t mark_size = 0;                   ///< of the byte order mark before the text
    std::optional<std::size_t> first_ill_formed; ///< offset in the text; what was ill-formed is now U+FFFD
    std::optional<std::size_t> first_nul;        ///< offset in the text
    bool by_label = false;                       ///< read as the XML declaration says

    [[nodiscard]] std::string_view text() const
    {
        return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).substr(mark_size);
    }
};

/// Whether a byte order mark, or a NUL where XML begins, says that these are UTF-16.
[[nodiscard]] bool is_utf16(std::span<const std::byte> bytes);

[[nodiscard]] Result<DecodedText> decode_text(std::vector<std::byte> bytes);

} // namespace gpseal::admx
