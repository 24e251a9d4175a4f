#pragma once

#include <gpseal/base/result.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace gpseal::agent {

using WallTime = std::chrono::system_clock::time_point;

/// RFC 3339 in UTC to the second: "2026-11-22T17:00:36Z".
[[nodiscard]] std::string format_time(WallTime time);
[[nodiscard]] Result<WallTime> parse_time(std::string_view text);

/// The same, or with an offset from UTC: "2026-11-22T19:00:36+02:00".
[[nodiscard]] std::optional<WallTime> parse_zoned_time(std::string_view text);
/// "30m", "2h", "3d".
[[nodiscard]] std::optional<std::chrono::minutes> parse_length(std::string_view text);

/// "3 s", "12 min", "5 h", "9 days".
[[nodiscard]] std::string format_age(std::chrono::seconds age);

} // namespace gpseal::agent
