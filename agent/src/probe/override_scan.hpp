#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/override.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

#include <functional>
#include <vector>

namespace gpseal::agent {

/// What is others': their processes, on the live machine only, and their home folders. No more than
/// max_overrides_of_a_kind of each code. Needs CAP_SYS_PTRACE and the right to pass through homes.
[[nodiscard]] std::vector<Override> overrides_of_users(const RootedPaths& paths);

using LookAtUsers = std::function<std::vector<Override>(const RootedPaths& paths)>;

/// Every override of this machine that can be seen (DESIGN.md section 9, live state). The installed Samba is looked at
/// on the live machine only. `configured` are the rows judged just now: `held` is what the guard among them holds.
[[nodiscard]] std::vector<Override> find_overrides(const RootedPaths& paths,
                                                   const std::vector<ConfiguredState>& configured,
                                                   const LookAtUsers& look_at_users);

/// No more than max_overrides_of_a_kind of each code, in their order; a row of that code counts the rest.
[[nodiscard]] std::vector<Override> bounded(std::vector<Override> found);

} // namespace gpseal::agent
