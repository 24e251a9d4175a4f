#pragma once

#include <gpseal/agent/smb_client_stack.hpp>
#include <gpseal/base/result.hpp>

#include <vector>

namespace gpseal::agent {

/// What the running kernel shows of its SMB client, judged: a row for every mount of it, and for every connection
/// without one. Without such a mount and without cifs there is none.
[[nodiscard]] std::vector<ConfiguredState> judge_live_mounts(policy::EncryptionMandate mandate);

} // namespace gpseal::agent
