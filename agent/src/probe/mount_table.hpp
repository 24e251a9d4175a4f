#pragma once

#include "probe/server_endpoint.hpp"

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// One line of /proc/mounts or fstab(5), its \ooo escapes decoded.
struct MountEntry {
    std::string source;
    std::string target;
    std::string type;
    std::vector<std::string> options;
    std::size_t line = 0; ///< counted from 1

    /// Of kernel cifs, which /proc/mounts shows as cifs or as smb3.
    [[nodiscard]] bool is_smb() const;
    [[nodiscard]] bool has_option(std::string_view name) const;
    /// What stands behind "name="; empty: there is no such option.
    [[nodiscard]] std::string_view option(std::string_view name) const;

    bool operator==(const MountEntry&) const = default;
};

inline constexpr std::size_t max_mounts = 100000;

/// Every entry, in order; blank lines and comments are skipped. Errc::malformed names the line that has no source,
/// target and type; Errc::limit_exceeded beyond `max_mounts`.
[[nodiscard]] Result<std::vector<MountEntry>> parse_mount_table(std::string_view text, std::string_view origin);

/// The server of an SMB mount: the name in "//server/share", with the address and the port that its options tell.
/// nullopt: the source is of no such form.
[[nodiscard]] std::optional<ServerEndpoint> server_of(const MountEntry& entry);

} // namespace gpseal::agent
