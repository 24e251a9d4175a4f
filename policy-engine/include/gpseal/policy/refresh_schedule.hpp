#pragma once

#include <gpseal/policy/group_policy_object.hpp>

#include <chrono>
#include <optional>
#include <span>

namespace gpseal::policy {

/// "Set Group Policy refresh interval for computers" (GroupPolicy.admx): how often a computer looks for policy while it
/// runs. nullopt: no GPO says so, or says something that has no meaning; the program's own setting counts then.
struct RefreshSchedule {
    std::optional<std::chrono::minutes> interval; ///< GroupPolicyRefreshTime, 0 to 64800; 0 is 7 seconds on Windows
    std::optional<std::chrono::minutes> offset;   ///< GroupPolicyRefreshTimeOffset, 0 to 1440: spread over computers

    bool operator==(const RefreshSchedule&) const = default;
};

/// The GPOs lowest precedence first. A number beyond the policy's range is none.
[[nodiscard]] RefreshSchedule refresh_schedule_of(std::span<const GroupPolicyObject> gpos);

} // namespace gpseal::policy
