#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace gpseal {

/// The candidate a slip of the finger away from `word`, for "did you mean …?": case does not count, one exchanged
/// pair of neighbours is one slip, and more than a third of the letters wrong (at least one is forgiven) is no match.
/// The beginning of a candidate is near it. A `word` longer than 64 bytes has none.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      std::span<const std::string_view> candidates);

} // namespace gpseal
