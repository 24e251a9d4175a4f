#pragma once

#include "enforce/guard_exemption.hpp"

#include <chrono>
#include <span>
#include <string>

namespace gpseal::agent {

/// What nft reads on its standard input to put the table into force, whatever was there before, in one transaction;
/// for `off`, to take it away. Same arguments, same text. Nothing in it comes from policy or configuration but the
/// canonical exemptions.
[[nodiscard]] std::string guard_ruleset(GuardMode mode, std::span<const GuardExemption> exemptions,
                                        std::chrono::system_clock::time_point now);

/// The table's own comment, "gpseal enforce 0123456789ab": mode and hash of the rules, without the exemptions.
[[nodiscard]] std::string guard_comment(GuardMode mode);

} // namespace gpseal::agent
