#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/override.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

#include <vector>

namespace gpseal::agent {

/// Every override of this machine that can be seen (DESIGN.md section 9, live state). Processes and the installed Samba
/// are looked at on the live machine only. `configured` are the rows judged just now: `held` is what the guard among
/// them holds.
[[nodiscard]] std::vector<Override> find_overrides(const RootedPaths& paths,
                                                   const std::vector<ConfiguredState>& configured);

/// No more than max_overrides_of_a_kind of each code, in their order; a row of that code counts the rest.
[[nodiscard]] std::vector<Override> bounded(std::vector<Override> found);

} // namespace gpseal::agent
