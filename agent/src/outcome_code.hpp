#pragma once

#include <gpseal/agent/cycle.hpp>

#include <vector>

namespace gpseal::agent {

/// The exit code of what went wrong: the worst of each failure's own (DESIGN.md section 5).
[[nodiscard]] ExitCode code_of_failures(const std::vector<Error>& failures);

/// Policies that speak against each other are refused, whether the run applies or only plans.
[[nodiscard]] ExitCode code_of_conflicts(const ComplianceReport& report);

/// A cycle that applied and yet is not compliant was not effective: that is 7, not 1. An exemption or a guard mode
/// that the administrator chose is a finding, not a failure to apply.
[[nodiscard]] ExitCode code_of_cycle(const CycleOutcome& outcome, const CycleOptions& options);

} // namespace gpseal::agent
