#pragma once

#include <optional>
#include <string_view>

namespace gpseal::admx {

/// The part before the first '-' or '_': "de" of de-DE.
[[nodiscard]] std::string_view primary_language(std::string_view language);

/// Where a language stands in the order wanted, another region of wanted, fallback, en-US; lower is better, none: it
/// is not asked at all. Names compare without regard to case.
[[nodiscard]] std::optional<int> language_rank(std::string_view language, std::string_view wanted,
                                               std::string_view fallback);

} // namespace gpseal::admx
