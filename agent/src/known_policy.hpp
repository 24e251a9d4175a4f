#pragma once

#include <gpseal/agent/cycle.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

/// Last known good. Where it is damaged, lost, or older than what stands in smb.conf and the firewall, what stands
/// there speaks: a run that died, or a full disk, is no reason to let go of it. What the local preference asks for is
/// explained by that.
[[nodiscard]] std::optional<StandingPolicy> load_standing(const Services& services, const LocalPreference& preference,
                                                          std::vector<std::string>& reasons);

/// Whether anything of ours stands that removing would loosen.
[[nodiscard]] bool something_in_force(const Services& services);

/// Adds to `health` what was wrong when the policy source was last asked: looking at this machine does not mend it.
void carry_over(const HealthSection& last, HealthSection& health);

} // namespace gpseal::agent
