#pragma once

#include "enforce/guard_table.hpp"

#include <gpseal/base/result.hpp>

#include <chrono>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// How long a hit is worth telling: as long as the live table keeps one.
inline constexpr std::chrono::hours hit_lifetime{7 * 24};

/// The hits in guard-counters.jsonl, which holds what replaced tables had counted: those of the last `hit_lifetime`
/// before `now`, one row a server, port and uid. Errc::malformed with the line.
[[nodiscard]] Result<std::vector<GuardHit>> parse_saved_hits(std::string_view text, std::string_view origin,
                                                             std::chrono::system_clock::time_point now);

/// Adds up hits of the same server, port and uid.
void add_hits(std::vector<GuardHit>& all, const std::vector<GuardHit>& more);

} // namespace gpseal::agent
