#pragma once

#include <gpseal/agent/override.hpp>

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

/// A process of this machine's network, as far as it matters to SMB clients.
struct ClientProcess {
    pid_t pid = 0;
    uid_t uid = 0;
    std::string name;
    std::chrono::milliseconds started{0}; ///< since the machine started
    std::string library;                  ///< its libsmbclient; empty: none is mapped
    bool own_files = false;               ///< it sees another smb.conf in its place, or none (container, Flatpak, snap)
    std::optional<std::string> smb_conf_path; ///< SMB_CONF_PATH it was started with
    std::string option;                       ///< the option by which a Samba client passes over the machine's settings
    std::string home;                         ///< HOME it was started with
};

struct ProcessScan {
    std::vector<ClientProcess> clients;
    /// How many we may not look at, where that is the rule: without root, or confined by Landlock.
    std::size_t hidden = 0;
};

/// All processes that share our network and of which any of this holds. Those of containers with a network of their own
/// are not looked at: what they send is forwarded.
[[nodiscard]] ProcessScan client_processes();

/// When the file at `path` was last written, on the clock of ClientProcess::started; nullopt: it is not there.
[[nodiscard]] std::optional<std::chrono::milliseconds> written_since_start(const std::string& path);

/// `conf_written`: when smb.conf came to be what it is; older processes run on what stood in it before.
[[nodiscard]] std::vector<Override> overrides_of(const ProcessScan& scan,
                                                 const std::optional<std::chrono::milliseconds>& conf_written);

} // namespace gpseal::agent
