#pragma once

#include "value_effect.hpp"

#include <gpseal/policy/workstation_policies.hpp>

#include <array>

namespace gpseal::policy {

inline constexpr std::size_t workstation_policy_count = 21;

/// What a GPO says of the workstation policies, whatever else its files hold: they are read once, so that who writes
/// long ones into many GPOs makes nobody wait.
struct WorkstationVoice {
    GroupPolicyObject gpo; ///< with what counts of its registry and its security settings; views the GPO that was read
    std::array<NetEffect, workstation_policy_count> effects; ///< of its registry, by number of the policy
};

/// Deciding over the voices is deciding over the GPOs. Of Hardened UNC Paths a GPO with a WMI filter has no say: there
/// no value is the stricter.
[[nodiscard]] WorkstationVoice workstation_voice_of(const GroupPolicyObject& gpo);

} // namespace gpseal::policy
