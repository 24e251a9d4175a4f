#pragma once

#include "report/json_value.hpp"

#include <gpseal/agent/override.hpp>

namespace gpseal::agent {

// One item of a report's `overrides`.

[[nodiscard]] json::Object::Ptr override_to_json(const Override& row);
/// Throws a Poco exception for what is none.
[[nodiscard]] Override override_from_json(const json::Object::Ptr& object);

} // namespace gpseal::agent
