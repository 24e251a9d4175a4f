#pragma once

#include <gpseal/agent/smb_client_stack.hpp>
#include <gpseal/base/result.hpp>

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gpseal::agent {

/// An exemption as nft gets it: the address went through inet_pton and came back from inet_ntop.
struct GuardExemption {
    std::string address;
    bool ipv6 = false;
    std::uint16_t port = 0;
    std::int64_t until = 0; ///< seconds since 1970

    auto operator<=>(const GuardExemption&) const = default;
};

/// More exemptions than this is a configuration error, not a policy.
inline constexpr std::size_t max_guard_exemptions = 256;
/// The kernel forgets an exemption after this long even if it ends later; the next run renews it.
inline constexpr std::chrono::hours max_exemption_timeout{24 * 90};

/// Sorted, each address and port once (the latest end counts), those that ended by `now` left out. Errc::usage for an
/// address that is not numeric or a port 0; Errc::limit_exceeded for too many.
[[nodiscard]] Result<std::vector<GuardExemption>> canonical_exemptions(std::span<const Exemption> exemptions,
                                                                       std::chrono::system_clock::time_point now);

/// Whole seconds since 1970.
[[nodiscard]] std::int64_t epoch_seconds(std::chrono::system_clock::time_point time);

} // namespace gpseal::agent
