#pragma once

#include <gpseal/agent/cycle.hpp>

#include <chrono>
#include <optional>
#include <vector>

namespace gpseal::agent {

// What a run sees of this machine once policy is decided: how the stacks are set, and what the wire shows.

/// What a report's policy and this machine's administrator want of it.
[[nodiscard]] WantedState wanted_of(const ComplianceReport& report, const CycleOptions& options);

/// The configuration's exemptions that have not run out.
[[nodiscard]] std::vector<Exemption> standing_exemptions(const CycleOptions& options,
                                                         std::chrono::system_clock::time_point now);

[[nodiscard]] std::vector<ConfiguredState> judge_stacks(const Services& services, const WantedState& wanted);

/// The guard as it is loaded, and what passes over the settings that `report.configured` shows, judged just before.
void look_around(const Services& services, ComplianceReport& report);

/// The release that holds, when there is something to release; a damaged one is told in `health`.
void note_release(const CycleOptions& options, ComplianceReport& report);

/// Fills the report's rows: what is set, and what happens on the wire.
void observe(const Services& services, const CycleOptions& options, ComplianceReport& report);

} // namespace gpseal::agent
