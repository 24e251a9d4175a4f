#pragma once

#include "gpo_filter.hpp"

#include <cstddef>
#include <span>

namespace gpseal::policy {

/// What a GPO says: the registry.pol and the security settings that count for it.
struct GpoContent {
    GpoVerdict verdict;
    std::span<const std::byte> registry_pol; ///< views the snapshot; empty: it says nothing
    bool has_registry_pol = false;
    std::optional<SecurityTemplate> security; ///< nullopt: it has none that counts
    bool filtered = false;                    ///< nobody knows whether it applies: it tightens, and loosens nothing
};

/// The filters that need the GPO's files: empty, WMI; and which Registry.pol counts: this run's, or the last good one
/// where this run's is damaged, unread, or missing for less than max_absent_runs. Takes a verdict that denies nothing
/// yet.
[[nodiscard]] GpoContent judge_files(GpoVerdict verdict, const GpoSnapshot& snapshot);

/// Of a GPO that only lacks the registry extension: the security settings that it has nonetheless, unless it is empty.
[[nodiscard]] GpoContent judge_security_alone(GpoVerdict verdict, const GpoSnapshot& snapshot);

/// Require Encryption by the GPO's own word, as if it were the only one.
[[nodiscard]] PolicyState state_alone(const GpoContent& content);

} // namespace gpseal::policy
