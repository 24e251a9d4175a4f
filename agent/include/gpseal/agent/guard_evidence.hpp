#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

/// Requests in the clear that somebody sent to one server in the last 7 days, as the guard counted them.
struct ClearRequests {
    std::string server;
    std::uint16_t port = 0;
    std::optional<std::uint32_t> uid; ///< nullopt: the kernel's own client, a socket already closed, or `source`
    std::string source;               ///< the container or virtual machine behind this machine; empty: this machine
    std::uint64_t packets = 0;

    bool operator==(const ClearRequests&) const = default;
};

inline constexpr std::size_t max_reported_requests = 64;

/// What the kernel held when the report was made.
struct GuardEvidence {
    std::string mode;           ///< that the table's comment names: "enforce", "audit"; "unknown": not one of ours
    std::string listing_sha256; ///< of `nft -s -t list table inet gpseal`
    std::string rules;          ///< their digest, as the table's comment and `refresh --diff` show it; empty: not ours
    std::map<std::string, std::uint64_t> packets; ///< since it was loaded, by reason; the canary's are among them
    std::vector<ClearRequests> requests; ///< most packets first, without the canary's; max_reported_requests at most

    bool operator==(const GuardEvidence&) const = default;
};

} // namespace gpseal::agent
