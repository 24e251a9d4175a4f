#pragma once

#include <gpseal/agent/cycle.hpp>

#include <optional>

namespace gpseal::app {

/// What a run of the service changed against the one before, as journal entries; nothing when nothing did.
void log_run(const std::optional<agent::ComplianceReport>& before, const agent::CycleOutcome& outcome);

} // namespace gpseal::app
