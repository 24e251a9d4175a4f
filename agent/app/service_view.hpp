#pragma once

#include "daemon/service_client.hpp"
#include "terminal.hpp"

#include <gpseal/agent/compliance_report.hpp>

#include <string>

namespace gpseal::app {

/// Whether the service has made a run whose report was not kept, as on a disk that is full: what this one says of the
/// machine may be wrong now.
[[nodiscard]] bool is_outdated(const agent::ComplianceReport& report, const agent::ServiceStatus& service);
/// Says so in it: it is stale, and proves nothing.
void mark_outdated(agent::ComplianceReport& report, const agent::ServiceStatus& service);

/// "Service  running; looks for policy again in 1 h 20 min"
[[nodiscard]] std::string service_line(const agent::ServiceStatus& service, const Terminal& terminal);

/// All that anybody may know.
[[nodiscard]] std::string public_status_text(const agent::ServiceStatus& service, const Terminal& terminal);

} // namespace gpseal::app
