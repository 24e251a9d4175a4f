#pragma once

#include <gpseal/policy/policy_state.hpp>

#include <cstddef>
#include <vector>

namespace gpseal::policy {

/// The words about everything the policy can write, in order of application, each once.
[[nodiscard]] std::vector<PolicyEvidence> policy_evidence(const admx::PolicyDefinition& policy,
                                                          const RegistryImage& image);

/// Whose entries the reading rests on, lowest precedence first: the `deciding` ones, those of an enabled policy's
/// elements, and the last ones on each value of a list that stands for a state, which may have taken a part of it away.
[[nodiscard]] std::vector<std::size_t> gpos_of(const admx::PolicyDefinition& policy, const PolicyReading& reading,
                                               const RegistryImage& image, std::vector<RegistryWord> deciding);

} // namespace gpseal::policy
