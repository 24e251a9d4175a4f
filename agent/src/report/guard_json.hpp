#pragma once

#include "report/json_value.hpp"

#include <gpseal/agent/guard_evidence.hpp>

namespace gpseal::agent {

// A report's `guard`.

[[nodiscard]] json::Object::Ptr guard_to_json(const GuardEvidence& guard);
/// Throws a Poco exception for what is none.
[[nodiscard]] GuardEvidence guard_from_json(const json::Object::Ptr& object);

} // namespace gpseal::agent
