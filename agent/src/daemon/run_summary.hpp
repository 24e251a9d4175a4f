#pragma once

#include <gpseal/base/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// What a run tells the service: words of our own and numbers, nothing that came from anywhere else.
struct RunSummary {
    int exit_code = 0;
    std::string mandate = "unknown"; ///< required, none, unknown
    std::string verdict = "unknown"; ///< as in a report
    std::string health = "stale";
    unsigned changes = 0;                              ///< made to the machine
    unsigned repairs = 0;                              ///< of those: what others had changed, taken back
    bool sysvol_encrypted = true;                      ///< the next look must read SYSVOL encrypted
    std::optional<std::chrono::seconds> again_in = {}; ///< something ends then: a release, an exemption
    std::string time;                                  ///< of the run, "2026-12-01T00:00:00Z"
    std::uint64_t seq = 0;                             ///< of its report; 0: not told

    bool operator==(const RunSummary&) const = default;
};

/// Of a run that ended without telling: it proved nothing, and it takes nothing back that the one before said is
/// required. `exit_code`, as it ended: kept where it says why nothing was done (9: another run held the lock), else
/// internal.
[[nodiscard]] RunSummary untold_run(const RunSummary& before, int exit_code = 70);

[[nodiscard]] std::string to_text(const RunSummary& summary);
/// Errc::malformed for anything that to_text() does not write.
[[nodiscard]] Result<RunSummary> parse_run_summary(std::string_view text);

} // namespace gpseal::agent
