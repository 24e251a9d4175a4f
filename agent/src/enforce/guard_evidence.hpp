#pragma once

#include "enforce/guard_table.hpp"

#include <gpseal/agent/guard_evidence.hpp>

namespace gpseal::agent {

/// The table as it is loaded now; nullopt: there is none, or it cannot be asked.
[[nodiscard]] std::optional<GuardEvidence> read_guard_evidence();

/// Its part that was counted. Pure.
[[nodiscard]] GuardEvidence evidence_of(const GuardCounters& counters);

} // namespace gpseal::agent
