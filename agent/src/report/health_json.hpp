#pragma once

#include "report/json_value.hpp"

#include <gpseal/agent/compliance_report.hpp>

namespace gpseal::agent {

/// The `health` object of gpseal.report/1 (DESIGN.md section 6).
[[nodiscard]] json::Object::Ptr health_to_json(const HealthSection& health);
/// Throws Poco::Exception on members of the wrong type.
[[nodiscard]] HealthSection health_from_json(const json::Object::Ptr& object);

[[nodiscard]] json::Object::Ptr finding_to_json(const Finding& finding);
[[nodiscard]] Finding finding_from_json(const json::Object::Ptr& object);

} // namespace gpseal::agent
