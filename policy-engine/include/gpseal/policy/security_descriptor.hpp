#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/guid.hpp>
#include <gpseal/policy/security_identifier.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// What an access control entry does ([MS-DTYP] 2.4.4.1).
enum class AceKind {
    allow,
    deny,
    conditional_allow, ///< depends on an expression that only a domain controller can evaluate
    conditional_deny,
    other, ///< audit, label, or unknown: has no say in a DACL
};

struct AccessControlEntry {
    AceKind kind = AceKind::other;
    std::uint8_t type = 0; ///< as in the file
    std::uint8_t flags = 0;
    std::uint32_t mask = 0;          ///< generic rights come mapped to the directory's own
    std::optional<Guid> object_type; ///< the right, property or property set; nullopt: all of them
    std::optional<Guid> inherited_object_type;
    Sid trustee;

    /// Meant for objects below, not for this one.
    [[nodiscard]] bool inherit_only() const { return (flags & 0x08U) != 0; }
};

/// Owner, group and DACL of an object; the SACL is not looked at.
struct SecurityDescriptor {
    std::optional<Sid> owner;
    std::optional<Sid> group;
    bool has_dacl = false; ///< false: no DACL at all, or a NULL one; either grants everything
    std::vector<AccessControlEntry> dacl;
};

inline constexpr std::size_t max_security_descriptor_size = std::size_t{256} << 10;

/// Reads a self-relative security descriptor ([MS-DTYP] 2.4.6), as nTSecurityDescriptor holds it. Strict: every offset,
/// size and count must fit into what encloses it, or nothing is believed. The error names `origin` and the offset.
[[nodiscard]] Result<SecurityDescriptor> parse_security_descriptor(std::span<const std::byte> bytes,
                                                                   std::string_view origin);

} // namespace gpseal::policy
