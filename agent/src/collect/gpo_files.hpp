#pragma once

#include "collect/sysvol.hpp"

#include <gpseal/policy/domain_snapshot.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace gpseal::agent {

/// What the last run kept: what it saw, and when each GPO's files were really read (by GpoSnapshot::dn).
struct KeptSnapshot {
    policy::DomainSnapshot snapshot;
    std::map<std::string, std::chrono::system_clock::time_point> read_at;
    /// Since when a GPO's Registry.pol has been missing although its version is not 0.
    std::map<std::string, std::chrono::system_clock::time_point> absent_since = {};
    /// Since when a GPO's GptTmpl.inf has been missing at a version other than the one at which it was there.
    std::map<std::string, std::chrono::system_clock::time_point> template_absent_since = {};
    /// Since when a GptTmpl.inf that was there before could not be read, for whatever reason.
    std::map<std::string, std::chrono::system_clock::time_point> template_known = {};
    /// The list, without files, of a domain controller whose files could not be read, while others say something else.
    std::optional<policy::DomainSnapshot> unread = std::nullopt;
};

/// A missing Registry.pol is not taken for what it is before, however many runs there were: replication has its time,
/// and nobody undoes a mandate by running refresh three times.
inline constexpr std::chrono::hours least_absence{1};

/// Files that were not read for this long are read again, whatever the directory says.
inline constexpr std::chrono::hours full_read_interval{24};

struct FilesRead {
    std::optional<Error> unreachable; ///< the share could not be used at all
    SysvolTransport transport;
    std::size_t asked = 0; ///< GPOs whose files were read; 0: the share was left alone
};

/// Reads the files of every GPO for which they decide something, into `now`. A GPO of which the directory says what it
/// said before, with the same links everywhere, keeps what was read then (DESIGN.md section 3). Also brings over what
/// earlier runs know of each GPO: its last good copy, and how long its Registry.pol has been missing.
[[nodiscard]] FilesRead read_gpo_files(Sysvol& sysvol, const KeptSnapshot* before, KeptSnapshot& now,
                                       std::chrono::system_clock::time_point time);

} // namespace gpseal::agent
