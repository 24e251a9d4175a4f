#pragma once

#include "definition_match.hpp"
#include "definition_names.hpp"

#include <gpseal/policy/policy_state.hpp>

namespace gpseal::policy {

/// What an element of the policy is set to.
[[nodiscard]] ElementReading read_element(const admx::PolicyDefinition& policy, const admx::PolicyElement& element,
                                          const DefinitionMatch& image);

/// What the elements of one policy share when they are read.
struct ListReading {
    OwnNames names; ///< no lines of its lists
    SharedLines& lines;
};
[[nodiscard]] ElementReading read_element(const admx::PolicyDefinition& policy, const admx::PolicyElement& element,
                                          const DefinitionMatch& image, ListReading& lists);

} // namespace gpseal::policy
