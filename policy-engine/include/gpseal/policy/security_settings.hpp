#pragma once

#include <gpseal/policy/domain_snapshot.hpp>
#include <gpseal/policy/group_policy_object.hpp>
#include <gpseal/policy/workstation_policies.hpp>

#include <span>

namespace gpseal::policy {

/// What the registry policy and the security settings of the domain's GPOs say together. For its security settings a
/// GPO needs the security extension, and no other. Where GPOs have a WMI filter, which nobody evaluates here, each
/// policy has the strictest value that Windows could reach; one that has no stricter is as it is without these GPOs.
[[nodiscard]] WorkstationPolicies decide_workstation_policies(const DomainSnapshot& snapshot);

/// The same as with one list, for GPOs whose registry policy and security settings do not apply together.
[[nodiscard]] WorkstationPolicies decide_workstation_policies(std::span<const GroupPolicyObject> registry,
                                                              std::span<const GroupPolicyObject> security);

} // namespace gpseal::policy
