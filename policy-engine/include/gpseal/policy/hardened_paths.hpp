#pragma once

#include <gpseal/policy/group_policy_object.hpp>

#include <span>
#include <string>
#include <string_view>

namespace gpseal::policy {

/// What the policy "Hardened UNC Paths" (NetworkProvider.admx) asks of connections to a share.
struct PathHardening {
    bool mutual_authentication = false;
    bool integrity = false; ///< signed
    bool privacy = false;   ///< encrypted

    bool operator==(const PathHardening&) const = default;
};

/// Everything that any entry covering `\\SERVER\SHARE` asks for: with several that differ, the strictest, so that an
/// entry meant for one server never weakens another. `servers` are all names that the server and its domain go by.
/// An entry with a wrong type or an unreadable text asks for everything.
[[nodiscard]] PathHardening hardening_of(std::span<const GroupPolicyObject> gpos, std::span<const std::string> servers,
                                         std::string_view share);

} // namespace gpseal::policy
