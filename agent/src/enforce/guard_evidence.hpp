#pragma once

#include "enforce/guard_table.hpp"

#include <gpseal/agent/guard_evidence.hpp>

namespace gpseal::agent {

/// What was counted; `mode` and `listing_sha256` are left empty. Pure.
[[nodiscard]] GuardEvidence evidence_of(const GuardCounters& counters);

} // namespace gpseal::agent
