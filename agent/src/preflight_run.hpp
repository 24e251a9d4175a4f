#pragma once

#include <gpseal/agent/cycle.hpp>

#include <optional>

namespace gpseal::agent {

/// Whether the mandate is turned on by this run. Where it stood, by last known good or by what stands in smb.conf and
/// the firewall, it is only kept: whoever can forge a domain controller's answer cannot use that to keep it away.
[[nodiscard]] bool turns_on(const Services& services, const ComplianceReport& report,
                            const std::optional<StandingPolicy>& standing);

/// Asks those that policy came from before the mandate cuts them off. nullopt: there is nobody to ask.
[[nodiscard]] std::optional<PreflightSection> preflight_of(const Services& services, const CollectedPolicy& collected,
                                                           const CycleOptions& options);

/// ExitCode::refused for a run that was stopped.
[[nodiscard]] ExitCode code_of_preflight(const ComplianceReport& report);

} // namespace gpseal::agent
