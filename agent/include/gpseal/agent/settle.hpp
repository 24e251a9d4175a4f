#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/config.hpp>
#include <gpseal/agent/policy_source.hpp>
#include <gpseal/agent/policy_store.hpp>

#include <chrono>
#include <optional>

namespace gpseal::agent {

/// What is in force after this run: policy, or what was known before when this run cannot be trusted to loosen.
struct SettledPolicy {
    PolicySection policy; ///< decision.mandate: nullopt when nothing is known
    HealthSection health;
    bool may_loosen = false; ///< a complete run said "none": the only thing that may take protection away
};

/// An error never loosens (DESIGN.md section 3): a complete run decides; an incomplete one may only tighten; an
/// unrecognised value keeps what was known. `standing` is last known good.
[[nodiscard]] SettledPolicy settle(const CollectedPolicy& collected, const std::optional<StandingPolicy>& standing,
                                   Bootstrap bootstrap, std::chrono::system_clock::time_point now);

} // namespace gpseal::agent
