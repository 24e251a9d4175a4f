#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// A connected share in /proc/fs/cifs/DebugData.
struct CifsTree {
    std::string name;    ///< "\\server\share", as the mount named it
    bool marked = false; ///< the kernel says "encrypted": by the option seal, by the server's session or share
    bool is_ipc = false;
    std::size_t line = 0; ///< counted from 1

    bool operator==(const CifsTree&) const = default;
};

struct CifsSession {
    std::string address;                       ///< of the server; empty: an old form that does not tell
    std::optional<std::uint32_t> capabilities; ///< nullopt: not told
    bool encrypts = false;                     ///< the server demands it for the whole session
    bool guest = false;                        ///< guest or anonymous: there is no key to encrypt with
    std::vector<CifsTree> trees;

    bool operator==(const CifsSession&) const = default;
};

struct CifsServer {
    std::string host;
    std::uint32_t dialect = 0;                 ///< 0x311; 0: not told
    std::optional<std::uint32_t> capabilities; ///< "Server capabilities", newer kernels
    std::optional<std::uint64_t> network;      ///< inode of the network namespace that the connection is in
    std::vector<CifsSession> sessions;

    bool operator==(const CifsServer&) const = default;
};

/// SMB2_GLOBAL_CAP_ENCRYPTION ([MS-SMB2] 2.2.4); the kernel sets it for SMB 3.1.1 with a cipher, too.
inline constexpr std::uint32_t cifs_can_encrypt = 0x40;

inline constexpr std::size_t max_cifs_sessions_size = std::size_t{16} << 20U;
inline constexpr std::size_t max_cifs_trees = 100000;

/// Reads DebugData of kernels 5.10 to 7.3. Errc::malformed when it does not start as DebugData does or a share has no
/// session, Errc::limit_exceeded beyond the limits. What is not recognised is skipped: the file is made for people.
[[nodiscard]] Result<std::vector<CifsServer>> parse_cifs_sessions(std::string_view text, std::string_view origin);

} // namespace gpseal::agent
