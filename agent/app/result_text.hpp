#pragma once

#include "terminal.hpp"

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <string>

namespace gpseal::app {

/// The resultant set for a person: who was asked, what applies and what does not, with the reason.
[[nodiscard]] std::string result_text(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result,
                                      const agent::PolicySection& policy, const Terminal& terminal);

} // namespace gpseal::app
