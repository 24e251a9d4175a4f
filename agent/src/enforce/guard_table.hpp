#pragma once

#include "enforce/guard_exemption.hpp"

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
    std::vector<GuardExemption> exemptions; ///< in force now

    [[nodiscard]] std::uint64_t total() const;
    /// Requests that were cut; grows until the table is loaded again.
    [[nodiscard]] std::uint64_t refused() const { return cuts ? total() : 0; }
    /// Those of one user to one server, whose addresses are as inet_ntop writes them.
    [[nodiscard]] std::uint64_t refused(const std::vector<std::string>& addresses, std::uint16_t port,
                                        std::uint32_t uid) const;
};

/// Asks nft. Errc::unsupported: nft is not installed or the kernel has no nftables; Errc::permission: not root.
[[nodiscard]] Result<GuardCounters> read_guard_counters();

/// GuardCounters::refused of one user and server now; nullopt: there is no guard, or it cannot be asked.
[[nodiscard]] std::optional<std::uint64_t> count_guard_refusals(const std::vector<std::string>& addresses,
                                                                std::uint16_t port, std::uint32_t uid);

/// The same as read_guard_counters() from the text of `nft -j list table inet gpseal`. An exemption that would outlive
/// the end written beside it, or has none, gets the end that the kernel keeps.
[[nodiscard]] Result<GuardCounters> parse_guard_counters(std::string_view json,
                                                         std::chrono::system_clock::time_point now);

/// `nft -s -t list table inet gpseal`: rules without counts and elements. nullopt: there is no table. Errors as above.
[[nodiscard]] Result<std::optional<std::string>> list_guard_table();

/// The mode that a listing's table comment names; nullopt: not one of ours.
[[nodiscard]] std::optional<GuardMode> listed_mode(std::string_view listing);

/// Runs nft on `ruleset`: one transaction, all of it or nothing. Errc::unsupported with what is needed, when nft or
/// the kernel does not know a rule.
[[nodiscard]] Result<void> load_guard_table(std::string_view ruleset);

} // namespace gpseal::agent
