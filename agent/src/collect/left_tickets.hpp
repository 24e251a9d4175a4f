#pragma once

#include <filesystem>

namespace gpseal::agent {

/// Removes the tickets and Kerberos settings of killed runs: regular files in `folder` of our names (krb5cc.PID,
/// krb5.PID.conf) whose process is gone. Best effort: a run makes files of its own.
void remove_left_tickets(const std::filesystem::path& folder);

} // namespace gpseal::agent
