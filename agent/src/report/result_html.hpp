#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <string>

namespace gpseal::agent {

/// The resultant set as one page for people: no script, nothing loaded from anywhere, light and dark, fit to print.
/// Whatever came from the domain is made printable and escaped.
[[nodiscard]] std::string result_to_html(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result,
                                         const PolicySection& policy);

} // namespace gpseal::agent
