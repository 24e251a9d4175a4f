#pragma once

#include "collect/gpo_files.hpp"

namespace gpseal::agent {

/// What earlier looks say of a GPO whose files were read just now: its last good copy, for how many looks its
/// Registry.pol has been missing, and whether a GptTmpl.inf that is not there is missed. `before` is the GPO in `kept`;
/// one that was not in there has no name. What the next look must know of it goes into `next`.
void remember(const KeptSnapshot& kept, const policy::GpoSnapshot& before, policy::GpoSnapshot& now, KeptSnapshot& next,
              std::chrono::system_clock::time_point time);

} // namespace gpseal::agent
