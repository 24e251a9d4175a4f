#pragma once

#include "enforce/guard_exemption.hpp"
#include "enforce/guard_listing.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/smb_client_stack.hpp>
#include <gpseal/base/result.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// What shall be in force, in the guard's own terms.
struct WantedGuard {
    GuardMode mode = GuardMode::off;
    std::vector<GuardExemption> exemptions;
    WallTime now;
    bool may_watch = false; ///< the other policies are not known: a table that only watches stays
};

/// What is in force.
struct FoundGuard {
    bool present = false;
    bool recorded = false;         ///< guard.json says what it should look like
    bool intact = false;           ///< and it does
    std::optional<GuardMode> mode; ///< as its comment says
    std::string comment;
    std::string listing_sha256;
    GuardCounters counters;
};

[[nodiscard]] Result<WantedGuard> wanted_guard(const WantedState& wanted);

/// The loaded table, beside what guard.json says of it. Without nft or nftables there is no table: right when none is
/// wanted, an error when one is.
[[nodiscard]] Result<FoundGuard> look_for(const WantedGuard& wanted, const std::filesystem::path& state);

/// What stands between the first quotation marks of a listing: the table's comment.
[[nodiscard]] std::string listed_comment(std::string_view listing);

[[nodiscard]] bool as_wanted(const WantedGuard& wanted, const FoundGuard& found);

/// Compared with what is in force. A table that is not ours to read counts as enforcing.
[[nodiscard]] bool loosens(const WantedGuard& wanted, const FoundGuard& found);

/// enforce, audit, absent, altered or unknown.
[[nodiscard]] std::string found_word(const WantedGuard& wanted, const FoundGuard& found);

} // namespace gpseal::agent
