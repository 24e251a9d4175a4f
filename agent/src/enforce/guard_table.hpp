#pragma once

#include "enforce/guard_listing.hpp"

#include <gpseal/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// What nft may print of the table: six sets of 4096 hits, two of 16384 flows, each at some 150 bytes, and room. Any
/// local user can fill most of them.
inline constexpr std::size_t guard_listing_limit = std::size_t{8} << 20;
/// A full table takes nft a second or two of processor time, and the same user can make the machine busy.
inline constexpr std::chrono::seconds guard_listing_deadline{60};

/// Asks nft, once. nullopt: there is no table. Errc::unsupported: nft is not installed or the kernel has no nftables;
/// Errc::permission: not root.
[[nodiscard]] Result<std::optional<GuardListing>> look_at_guard();

/// Its counters alone; `present` is false when there is no table.
[[nodiscard]] Result<GuardCounters> read_guard_counters();

/// GuardCounters::refused as it is now, for any user and server; nullopt: there is no guard, or it cannot be asked.
[[nodiscard]] std::optional<std::function<std::uint64_t(const std::vector<std::string>&, std::uint16_t, std::uint32_t)>>
look_at_guard_refusals();

/// Runs nft on `ruleset`: one transaction, all of it or nothing. Errc::unsupported with what is needed, when nft or
/// the kernel does not know a rule.
[[nodiscard]] Result<void> load_guard_table(std::string_view ruleset);

} // namespace gpseal::agent
