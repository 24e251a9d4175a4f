#pragma once

#include <gpseal/policy/domain_snapshot.hpp>
#include <gpseal/policy/group_policy_object.hpp>
#include <gpseal/policy/workstation_policies.hpp>

#include <span>
#include <vector>

namespace gpseal::policy {

/// The GPOs whose security settings apply to the computer, lowest precedence first, each with `identity` and `security`
/// alone. A GPO needs the security extension for it, and no other: one without registry policy is among them.
[[nodiscard]] std::vector<GroupPolicyObject> security_of(const DomainSnapshot& snapshot);

/// The same as with one list, for GPOs whose registry policy and security settings do not apply together.
[[nodiscard]] WorkstationPolicies decide_workstation_policies(std::span<const GroupPolicyObject> registry,
                                                              std::span<const GroupPolicyObject> security);

} // namespace gpseal::policy
