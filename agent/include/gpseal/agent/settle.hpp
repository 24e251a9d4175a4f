#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/config.hpp>
#include <gpseal/agent/local_preference.hpp>
#include <gpseal/agent/policy_source.hpp>
#include <gpseal/agent/policy_store.hpp>

#include <chrono>
#include <optional>

namespace gpseal::agent {

/// What is in force after this run: policy, or what was known before when this run cannot be trusted to loosen.
struct SettledPolicy {
    PolicySection policy; ///< decision.mandate: nullopt when nothing is known
    HealthSection health;
    bool may_loosen = false;          ///< a complete run said "none": the only thing that may take protection away
    bool may_change_settings = false; ///< a complete run said what the other policies are
};

/// What this machine itself says where policy says nothing.
struct LocalSay {
    Bootstrap bootstrap = Bootstrap::unknown;
    LocalPreference preference = {};
};

/// A policy that is known, and the local preference: policy outranks it; where policy is not configured it decides. A
/// damaged one decides nothing: the mandate is then null.
[[nodiscard]] PolicySection with_preference(policy::PolicyDecision decision, const LocalPreference& preference);

/// An error never loosens (DESIGN.md section 3): a complete run decides; an incomplete one may only tighten; an
/// unrecognised value keeps what was known, and so does a damaged preference where it would decide. `standing` is last
/// known good.
[[nodiscard]] SettledPolicy settle(const CollectedPolicy& collected, const std::optional<StandingPolicy>& standing,
                                   const LocalSay& local, std::chrono::system_clock::time_point now);

} // namespace gpseal::agent
