#pragma once

#include "report/json_value.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/connection_probe.hpp>

namespace gpseal::agent {

// One item of a report's `effective`.

[[nodiscard]] json::Object::Ptr effective_to_json(const EffectiveState& state);
/// Throws a Poco exception for what is none.
[[nodiscard]] EffectiveState effective_from_json(const json::Object::Ptr& object);

/// A time of a report; throws a Poco exception for what is none.
[[nodiscard]] WallTime time_at(const json::Object::Ptr& object, std::string_view name);

} // namespace gpseal::agent
