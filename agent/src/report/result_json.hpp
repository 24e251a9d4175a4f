#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <string>
#include <string_view>

namespace gpseal::agent {

inline constexpr std::string_view result_schema = "gpseal.result/1";

/// The resultant set of one look at the domain: what was asked, which GPOs apply (highest precedence first), which do
/// not and why, and what they come to.
[[nodiscard]] std::string result_to_json(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result,
                                         const PolicySection& policy);

} // namespace gpseal::agent
