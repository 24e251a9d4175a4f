#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <string>
#include <string_view>

namespace gpseal::agent {

inline constexpr std::string_view result_schema = "gpseal.result/1";

/// One look at the domain, what follows from it, and how it stands now.
struct ResultView {
    const policy::DomainSnapshot& snapshot;
    const policy::DomainResult& result;
    const PolicySection& policy;
    HealthSection health; ///< by the look alone, or as the last run has it
};

/// By the look alone.
[[nodiscard]] HealthSection health_of(const policy::DomainResult& result);

/// The resultant set of one look at the domain: what was asked, which GPOs apply (highest precedence first), which do
/// not and why, and what they come to.
[[nodiscard]] std::string result_to_json(const ResultView& view);

} // namespace gpseal::agent
