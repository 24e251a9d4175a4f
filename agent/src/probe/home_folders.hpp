#pragma once

#include <gpseal/agent/file_system.hpp>

#include <filesystem>
#include <set>

namespace gpseal::agent {

inline constexpr std::size_t max_homes = 4096;

/// Where users of this machine have their files: the homes of the user database (on the live machine as getpwent(3)
/// lists it, unless it takes longer than 3 s; else of /etc/passwd), the folders in /home, and those one level below,
/// where users of a domain have theirs. Nothing says that they are there, or that their owners are friendly.
[[nodiscard]] std::set<std::filesystem::path> home_folders(const RootedPaths& paths);

} // namespace gpseal::agent
