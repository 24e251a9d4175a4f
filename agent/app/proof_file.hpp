#pragma once

#include "command.hpp"

#include <gpseal/agent/compliance_report.hpp>

namespace gpseal::app {

/// Whether a proof can be saved under the name that was asked for: asked before the work. No name: none is wanted. A
/// file that others may read would stay readable for them.
[[nodiscard]] Result<void> check_proof(const Invocation& call);

/// `verify --proof`: the report and all that it rests on, in one file; its SHA-256 is printed, and stands in the
/// journal to compare the file by later.
[[nodiscard]] Result<void> save_proof(const Invocation& call, const agent::ComplianceReport& report);

} // namespace gpseal::app
