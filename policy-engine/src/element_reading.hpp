#pragma once

#include "definition_match.hpp"

#include <gpseal/policy/policy_state.hpp>

namespace gpseal::policy {

/// What an element of the policy is set to.
[[nodiscard]] ElementReading read_element(const admx::PolicyDefinition& policy, const admx::PolicyElement& element,
                                          const DefinitionMatch& image);

} // namespace gpseal::policy
