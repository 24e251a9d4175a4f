#pragma once

#include "report/json_value.hpp"

#include <gpseal/agent/compliance_report.hpp>

namespace gpseal::agent {

/// The `policy` object of gpseal.report/1 (DESIGN.md section 6).
[[nodiscard]] json::Object::Ptr policy_to_json(const PolicySection& policy);
/// Throws Poco::Exception on members of the wrong type.
[[nodiscard]] PolicySection policy_from_json(const json::Object::Ptr& object);

[[nodiscard]] json::Object::Ptr identity_to_json(const policy::GpoIdentity& gpo);
[[nodiscard]] policy::GpoIdentity identity_from_json(const json::Object::Ptr& object);

} // namespace gpseal::agent
