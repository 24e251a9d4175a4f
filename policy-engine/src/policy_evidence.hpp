#pragma once

#include <gpseal/policy/policy_state.hpp>

#include <cstddef>
#include <vector>

namespace gpseal::policy {

/// The words about everything the policy can write, in order of application, each once.
struct Evidence {
    std::vector<PolicyEvidence> told;
    std::size_t more = 0; ///< on lines of lists, which are not told
};
/// The `winner` is told, whatever else is not.
[[nodiscard]] Evidence policy_evidence(const admx::PolicyDefinition& policy, const RegistryImage& image,
                                       const RegistryWord* winner, SharedLines& lines);

/// Whose entries the reading rests on, lowest precedence first: the `deciding` ones, those of an enabled policy's
/// elements, and the last ones on each value of a list that stands for a state, which may have taken a part of it away.
[[nodiscard]] std::vector<std::size_t> gpos_of(const admx::PolicyDefinition& policy, const PolicyReading& reading,
                                               const RegistryImage& image, std::vector<RegistryWord> deciding);

} // namespace gpseal::policy
