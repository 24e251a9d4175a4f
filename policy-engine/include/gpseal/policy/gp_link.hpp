#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/distinguished_name.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// One `[LDAP://DN;OPTIONS]` of a gPLink attribute ([MS-GPOL] 2.2.2).
struct GpLink {
    DistinguishedName gpo;
    std::uint32_t options = 0;
    unsigned order = 0;     ///< as the Group Policy console numbers them: 1 is the last of the attribute, and wins
    std::size_t offset = 0; ///< of its `[`

    [[nodiscard]] bool disabled() const { return (options & 1U) != 0; }
    [[nodiscard]] bool enforced() const { return (options & 2U) != 0; }
};

/// Something between or within brackets that is no link: skipped, as the other links mean what they mean without it.
struct BrokenLink {
    std::size_t offset = 0;
    std::string reason;
};

struct GpLinkList {
    std::vector<GpLink> links; ///< as they stand in the attribute: the last has order 1 and the highest precedence
    std::vector<BrokenLink> broken;
    bool cut_off = false; ///< the attribute ends within a link: what followed is not known
};

inline constexpr std::size_t max_gp_link_size = std::size_t{1} << 20;
/// A client of Windows takes 999 GPOs at most.
inline constexpr std::size_t max_gp_links = 4096;

/// Reads a gPLink. `[]`, `[ ]` and space are no links and nothing to complain about. Fails only beyond the limits.
[[nodiscard]] Result<GpLinkList> parse_gp_link(std::string_view text);

/// gPOptions ([MS-GPOL] 2.2.2): whether links above this scope are blocked, unless they are enforced.
[[nodiscard]] Result<bool> parse_blocks_inheritance(std::string_view gp_options);

} // namespace gpseal::policy
