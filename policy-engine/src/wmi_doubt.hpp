#pragma once

#include <gpseal/policy/workstation_policies.hpp>

#include <span>

namespace gpseal::policy {

/// Both lists lowest precedence first. Where GPOs have a WMI filter (`filtered`), each policy has the strictest value
/// that Windows could reach; a policy of which none is stricter has the value that it has without these GPOs.
[[nodiscard]] WorkstationPolicies decide_strictest(std::span<const GroupPolicyObject> registry,
                                                   std::span<const GroupPolicyObject> security);

} // namespace gpseal::policy
