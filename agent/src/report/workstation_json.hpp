#pragma once

#include "report/json_value.hpp"

#include <gpseal/agent/workstation_setting.hpp>

#include <optional>

namespace gpseal::agent {

/// An array of the policies that are configured.
[[nodiscard]] json::Array::Ptr workstation_to_json(const SettledSettings& settings);

/// `member` of a policy; nullopt where it is null or missing. Throws what json_value.hpp says.
[[nodiscard]] std::optional<SettledSettings> workstation_from_json(const json::Object::Ptr& policy, const char* member);

} // namespace gpseal::agent
