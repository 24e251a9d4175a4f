#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/policy/domain_result.hpp>

#include <string>

namespace gpseal::agent {

/// The resultant set in the shape of `gpresult /x`, computer half, as far as it is known here; README, "Formats of the
/// resultant set". Plain ASCII: what lies beyond is a character reference, so that a reader which guesses the encoding
/// reads it right. What XML 1.0 cannot hold comes out as U+FFFD.
[[nodiscard]] std::string result_to_xml(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result,
                                        const PolicySection& policy);

} // namespace gpseal::agent
