#pragma once

#include "probe/session_verdict.hpp"

#include <gpseal/agent/connection_probe.hpp>
#include <gpseal/base/result.hpp>

#include <chrono>
#include <filesystem>

namespace gpseal::agent {

/// How long a client may take, and where libsmbclient's helper program is.
struct ClientLimits {
    std::chrono::milliseconds deadline{15000};
    std::filesystem::path helper; ///< empty: gpseal-smb beside the running program, else where it is installed
};

/// Runs smbclient: lists the share's top folder, or reads the file (as much of it as `read_limit`). The password goes
/// through its standard input. Root lends it no privilege, unless a Kerberos ticket only root can read is wanted.
/// Errors: it could not be run to its end, or the target's words cannot be given to it.
[[nodiscard]] Result<ClientOutcome> run_smbclient(const ProbeTarget& target, const Credentials& credentials,
                                                  const ClientLimits& limits);

/// The same with libsmbclient, set to nothing: as any ordinary application uses it.
[[nodiscard]] Result<ClientOutcome> run_libsmbclient(const ProbeTarget& target, const Credentials& credentials,
                                                     const ClientLimits& limits);

/// smbclient's `-c` for this target; refused when its parser would take the path for more than a path.
[[nodiscard]] Result<std::string> smbclient_command(const ProbeTarget& target);

/// "smb://server:445/share/path" with every byte that is not plain text escaped.
[[nodiscard]] std::string smb_url(const ProbeTarget& target);

} // namespace gpseal::agent
