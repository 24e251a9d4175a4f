#pragma once

#include "probe/server_verdict.hpp"

#include <gpseal/base/result.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// How it is known that this machine uses a server.
enum class UseKind { domain_controller, mount, fstab, config, bookmark, guard };

[[nodiscard]] std::string_view to_string(UseKind kind);

/// One use of a server.
struct ServerUse {
    ServerEndpoint server;
    UseKind kind = UseKind::mount;
    /// The domain, the mount point, the share that configuration or bookmark names, or whom the guard forwards for.
    std::string where;
    bool policy_source = false; ///< the domain controller that the kept policy came from
    bool sealed = false;        ///< a mount with the option `seal`
    std::optional<std::uint32_t>
        uid;                   ///< whose bookmark; of the guard's hits, nullopt: the kernel's, or a closed socket
    std::uint64_t packets = 0; ///< requests in the clear that the guard saw

    bool operator==(const ServerUse&) const = default;
};

/// One clause: "domain controller", "mount /mnt/data without seal", "uid 1000: 12 requests in the clear".
[[nodiscard]] std::string describe_use(const ServerUse& use);

/// The SMB mounts of /proc/mounts (`UseKind::mount`) or of fstab. Errc::malformed with the line.
[[nodiscard]] Result<std::vector<ServerUse>> uses_of_mounts(std::string_view table, std::string_view origin,
                                                            UseKind kind);

struct UsedServer {
    ServerEndpoint server;
    std::vector<ServerUse> uses;
};

/// The uses by server, in order. The same server is one with the same port and address; or, where one of the two
/// addresses is not known, the same name.
[[nodiscard]] std::vector<UsedServer> by_server(const std::vector<ServerUse>& uses);

/// What the mandate does to the use of a server.
enum class Impact {
    works,
    works_not_for_libsmbclient, ///< without DFS, libsmbclient asks for encryption only where the server demands it
    breaks,
    unknown,
};

inline constexpr std::array all_impacts{Impact::works, Impact::works_not_for_libsmbclient, Impact::breaks,
                                        Impact::unknown};

[[nodiscard]] std::string_view to_string(Impact impact);

[[nodiscard]] Impact impact_on(const ServerReport& report);

/// Whether a live mount sends in the clear what its server could take encrypted: it is cut until it is mounted anew.
[[nodiscard]] bool needs_new_mount(const UsedServer& used, const ServerReport& report);

} // namespace gpseal::agent
