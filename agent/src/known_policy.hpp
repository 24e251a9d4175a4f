#pragma once

#include <gpseal/agent/cycle.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// A reason of load_standing(): what stands has no cause that is known, and stays.
inline constexpr std::string_view unexplained_mandate =
    "last known good does not tell why encryption is required here; it stays so";

/// Last known good. Where it is damaged, lost, or older than what stands in smb.conf and the firewall, what stands
/// there speaks: a run that died, or a full disk, is no reason to let go of it. What the local preference asks for is
/// explained by that.
[[nodiscard]] std::optional<StandingPolicy> load_standing(const Services& services, const LocalPreference& preference,
                                                          std::vector<std::string>& reasons);

/// Whether anything of ours stands that removing would loosen.
[[nodiscard]] bool something_in_force(const Services& services);

/// Why a run that repairs has nothing new to say of the policy source.
inline constexpr const char* not_asked = "the policy source was not asked";

/// The health of a run that did not look for policy: what the last look found, and what is wrong besides.
void stay_as_looked_at(const HealthSection& last, HealthSection& health);

/// What is doubtful of the words of this machine's own administrator makes no run fresh.
void note_doubts(const CycleOptions& options, HealthSection& health);

/// Adds to `health` what was wrong when the policy source was last asked: looking at this machine does not mend it.
void carry_over(const HealthSection& last, HealthSection& health);

} // namespace gpseal::agent
