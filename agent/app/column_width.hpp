#pragma once

#include <cstddef>
#include <string_view>

namespace gpseal::app {

/// Columns of the character that begins at `at`: two for those of East Asia and for pictures, one for any other.
[[nodiscard]] std::size_t columns_at(std::string_view utf8, std::size_t at);

/// The part of a word up to the first place where a line may end: behind or in front of a wide character, for those
/// languages write no blanks; not in front of what closes, nor behind what opens. The whole word where there is none.
[[nodiscard]] std::string_view first_piece(std::string_view word);

} // namespace gpseal::app
