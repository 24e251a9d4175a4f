#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/override.hpp>

#include <filesystem>
#include <set>
#include <vector>

namespace gpseal::agent {

/// Configurations of Samba's that users keep in their homes: ~/.smb/smb.conf, which libsmbclient reads instead of the
/// machine's, and ~/.smb/smb.conf.append, which it reads behind it. They are looked at, never opened, and no symbolic
/// link is followed from a home on: one that stands in their place counts as the file. Homes that do not answer within
/// 5 s together are told as one row.
[[nodiscard]] std::vector<Override> overrides_in_homes(const std::set<std::filesystem::path>& homes);

/// Files that set SMB_CONF_PATH for every login or service: /etc/environment, /etc/profile and their folders.
[[nodiscard]] std::vector<Override> overrides_in_environment_files(const RootedPaths& paths);

} // namespace gpseal::agent
