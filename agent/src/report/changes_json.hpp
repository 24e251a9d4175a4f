#pragma once

#include <gpseal/agent/cycle.hpp>

#include <string>

namespace gpseal::agent {

/// What a run would change or has changed (`refresh --dry-run --json`, `revert --json`): gpseal.changes/1 with the
/// policy it follows from, the changes with their diffs, and what failed.
[[nodiscard]] std::string changes_to_json(const CycleOutcome& outcome);

} // namespace gpseal::agent
