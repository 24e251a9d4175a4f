#pragma once

#include "probe/server_verdict.hpp"

#include <gpseal/agent/connection_probe.hpp>

#include <string>
#include <vector>

namespace gpseal::agent {

/// Asks the domain controllers at the port that SYSVOL is read from, without credentials, all at once. A machine that
/// cannot ask at all has unknown answers.
[[nodiscard]] std::vector<ControllerAnswer> ask_controllers(const std::vector<std::string>& hosts);

/// What a row of a probe says of a domain controller.
[[nodiscard]] ControllerAnswer answer_of(const ServerReport& report, bool policy_source);

} // namespace gpseal::agent
