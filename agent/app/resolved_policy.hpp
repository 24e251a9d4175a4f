#pragma once

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <span>

namespace gpseal::app {

/// What the GPOs, lowest precedence first, come to on a machine of which nothing is known: Require Encryption, and the
/// other policies of the SMB client.
[[nodiscard]] agent::PolicySection resolved_policy(std::span<const policy::GroupPolicyObject> gpos);

/// The same of a look at a domain. What was not read completely may say "required", and of the others what is stricter,
/// and nothing else.
[[nodiscard]] agent::PolicySection resolved_policy(const policy::DomainSnapshot& snapshot,
                                                   const policy::DomainResult& result);

} // namespace gpseal::app
