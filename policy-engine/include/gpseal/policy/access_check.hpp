#pragma once

#include <gpseal/policy/security_descriptor.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace gpseal::policy {

/// The SIDs that stand for one computer: its own and those of its groups.
using Token = std::set<Sid>;

/// A right on a directory object ([MS-ADTS] 5.1.3.2).
struct AccessRight {
    std::uint32_t mask = 0;
    std::optional<Guid> object; ///< a control access right's GUID; nullopt: the right to the object as a whole
};

namespace rights {
inline constexpr std::uint32_t read_property = 0x10;
inline constexpr std::uint32_t control_access = 0x100;
} // namespace rights

/// Apply-Group-Policy, edacfd8f-ffb3-11d1-b41d-00a0c968f939 ([MS-ADTS] 5.1.3.2.1).
inline constexpr Guid apply_group_policy_right{{std::byte{0xED}, std::byte{0xAC}, std::byte{0xFD}, std::byte{0x8F},
                                                std::byte{0xFF}, std::byte{0xB3}, std::byte{0x11}, std::byte{0xD1},
                                                std::byte{0xB4}, std::byte{0x1D}, std::byte{0x00}, std::byte{0xA0},
                                                std::byte{0xC9}, std::byte{0x68}, std::byte{0xF9}, std::byte{0x39}}};

struct AccessDecision {
    bool granted = false;
    std::optional<std::size_t> ace; ///< the entry that decided, from 0; nullopt: none did
    /// A conditional entry for this token and right stood before the one that decided; whether it counts is not known.
    bool doubtful = false;

    bool operator==(const AccessDecision&) const = default;
};

/// The first entry for one of the token's SIDs and the right decides ([MS-ADTS] 5.1.3.3); no entry denies; no DACL
/// grants. Inherit-only entries, and those for another right or property, have no say.
[[nodiscard]] AccessDecision check_access(const SecurityDescriptor& descriptor, const Token& token,
                                          const AccessRight& right);

/// Whether a GPO with this descriptor is meant for the token: the right to apply it, and to read it ([MS-GPOL]
/// 3.2.5.1.6).
struct FilterDecision {
    bool applies = false;
    bool doubtful = false;
    std::string reason; ///< one clause, whichever way it went

    bool operator==(const FilterDecision&) const = default;
};

[[nodiscard]] FilterDecision check_apply_group_policy(const SecurityDescriptor& descriptor, const Token& token);

} // namespace gpseal::policy
