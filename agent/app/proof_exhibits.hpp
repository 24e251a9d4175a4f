#pragma once

#include "report/proof_json.hpp"

#include <gpseal/agent/file_system.hpp>

#include <vector>

namespace gpseal::app {

/// What a verdict rests on, read now: settings as files and as Samba reads them (as root and without rights), the
/// guard's table, the kernel's flags and SMB mounts, what is known of policy, the versions of all that took part. No
/// passwords: neither fstab nor credential files are among them. Bounded; what cannot be read says why.
[[nodiscard]] std::vector<agent::Exhibit> proof_exhibits(const agent::RootedPaths& paths);

} // namespace gpseal::app
