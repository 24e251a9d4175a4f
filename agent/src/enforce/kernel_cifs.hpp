#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

namespace gpseal::agent {

/// How the kernel's SMB client stands. It is not set by this version: the guard is what keeps its mounts from reading
/// in the clear, so the row says what was found and never counts as drift.
[[nodiscard]] ConfiguredState judge_kernel_cifs(const RootedPaths& paths);

} // namespace gpseal::agent
