#pragma once

#include "probe/cifs_sessions.hpp"
#include "probe/mount_table.hpp"

#include <gpseal/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// Whether what a mount reads and writes is unreadable on the wire.
enum class SealVerdict { sealed, not_sealed, unknown };

[[nodiscard]] std::string_view to_string(SealVerdict verdict);

/// A mount, or a connection that no mount stands for.
struct MountVerdict {
    std::string what; ///< "mount /mnt of //server/share", "connection to \\server\share without a mount"
    SealVerdict verdict = SealVerdict::unknown;
    std::string reason;                   ///< one clause
    std::optional<std::uint64_t> network; ///< the network namespace it leaves by

    bool operator==(const MountVerdict&) const = default;
};

/// What the kernel shows of its SMB client.
struct CifsView {
    std::vector<MountEntry> mounts; ///< /proc/mounts; others than cifs are passed over
    std::vector<CifsServer> servers;
    std::optional<std::uint32_t> flags; ///< SecurityFlags; nullopt: not known
};

/// Every cifs mount in order, then every connected share that none of them is for: lazily unmounted and still in use,
/// or mounted in another mount namespace. Under "must seal" the kernel marks nothing, so the server's capability
/// decides.
[[nodiscard]] std::vector<MountVerdict> judge_mounts(const CifsView& view);

} // namespace gpseal::agent
