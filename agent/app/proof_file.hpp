#pragma once

#include "command.hpp"

#include <gpseal/agent/compliance_report.hpp>

namespace gpseal::app {

/// `verify --proof`: the report and all that it rests on, in one file; its SHA-256 is printed, and stands in the
/// journal to compare the file by later.
[[nodiscard]] Result<void> save_proof(const Invocation& call, const agent::ComplianceReport& report);

} // namespace gpseal::app
