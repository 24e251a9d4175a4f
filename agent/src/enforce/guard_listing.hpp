#pragma once

#include "enforce/guard_exemption.hpp"

#include <gpseal/agent/smb_client_stack.hpp>
#include <gpseal/base/result.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// Requests in the clear that one user sent to one server, as the guard counted them in the last 7 days.
struct GuardHit {
    std::string server;
    std::uint16_t port = 0;
    std::optional<std::uint32_t> uid; ///< nullopt: the kernel's own client, or a socket its program had closed
    std::uint64_t packets = 0;
    std::string source; ///< the container or virtual machine that this machine forwards for; empty: this machine itself

    bool operator==(const GuardHit&) const = default;
};

/// The guard's evidence since the table was loaded. The canary's own requests are among it, as hits of a loopback
/// address.
struct GuardCounters {
    bool present = false; ///< false: there is no table
    bool cuts = false;    ///< what it counts it also resets; false in audit
    /// By reason: clear_smb2, clear_smb1, compressed, compound, cannot_encrypt.
    std::map<std::string, std::uint64_t> packets;
    std::vector<GuardHit> hits;
    std::vector<GuardExemption> exemptions; ///< in force now, sorted

    [[nodiscard]] std::uint64_t total() const;
    /// Requests that were cut; grows until the table is loaded again.
    [[nodiscard]] std::uint64_t refused() const { return cuts ? total() : 0; }
    /// Those of one user to one server, whose addresses are as inet_ntop writes them.
    [[nodiscard]] std::uint64_t refused(const std::vector<std::string>& addresses, std::uint16_t port,
                                        std::uint32_t uid) const;
};

/// One look at the guard: what `nft list table inet gpseal` prints, taken apart.
struct GuardListing {
    std::string rules; ///< without counts and elements: what `nft -s -t list table inet gpseal` prints
    GuardCounters counters;
};

/// Of nft's text. What does not look as nft prints it for a table of ours stays in `rules`, where it makes the table
/// another than the one that was loaded. An exemption that would outlive the end written beside it, or has none, gets
/// the end that the kernel keeps. Errc::malformed: this is no table, or not all of it.
[[nodiscard]] Result<GuardListing> parse_guard_listing(std::string_view text,
                                                       std::chrono::system_clock::time_point now);

/// The mode that a listing's table comment names; nullopt: not one of ours.
[[nodiscard]] std::optional<GuardMode> listed_mode(std::string_view rules);

} // namespace gpseal::agent
