#pragma once

#include "probe/server_use.hpp"

#include <gpseal/agent/file_system.hpp>

#include <vector>

namespace gpseal::agent {

/// The SMB servers among the desktop bookmarks of this machine's users: root sees those of all, others their own. Homes
/// are those of /etc/passwd, and the folders in /home and one level below, where users of a domain have theirs. A file
/// counts only when it belongs to its home's owner and no symlink leads to it from there; what cannot be read is
/// skipped, as a home that is not mounted is.
[[nodiscard]] std::vector<ServerUse> uses_of_bookmarks(const RootedPaths& paths);

} // namespace gpseal::agent
