#pragma once

#include <gpseal/base/result.hpp>

#include <filesystem>
#include <vector>

namespace gpseal::agent {

/// Gives up for good, for this process and all that it starts, what it never needs: writing outside of these folders
/// (Landlock), gaining rights by a program that it starts, and the system calls that change the kernel, other processes
/// or the places of things (seccomp: EPERM). It holds also where no service manager sets limits.
///
/// A kernel without Landlock leaves writing as it was. Folders that are not there are left out. Call it while there is
/// one thread.
[[nodiscard]] Result<void> confine(const std::vector<std::filesystem::path>& writable);

/// The same without Landlock, which takes with writing also all sight of processes outside (their environment, maps and
/// namespaces): for who has to see them.
[[nodiscard]] Result<void> confine_calls();

} // namespace gpseal::agent
