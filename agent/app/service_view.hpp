#pragma once

#include "daemon/service_client.hpp"
#include "terminal.hpp"

#include <string>

namespace gpseal::app {

/// "Service  running; looks for policy again in 1 h 20 min"
[[nodiscard]] std::string service_line(const agent::ServiceStatus& service, const Terminal& terminal);

/// All that anybody may know.
[[nodiscard]] std::string public_status_text(const agent::ServiceStatus& service, const Terminal& terminal);

} // namespace gpseal::app
