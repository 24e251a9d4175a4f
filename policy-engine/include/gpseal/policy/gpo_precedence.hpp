#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/domain_result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>
#include <gpseal/policy/gp_link.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// A place where GPOs may be linked for a computer.
struct ScopeName {
    SomKind kind = SomKind::organizational_unit;
    std::string dn; ///< spelt as in the computer's DN

    bool operator==(const ScopeName&) const = default;
};

/// The organizational units above the computer, closest first, and its domain ([MS-GPOL] 3.2.5.1.3). Containers
/// (`CN=`) carry no links. For the collector: search each for gPLink and gPOptions. The site is not in the name.
[[nodiscard]] Result<std::vector<ScopeName>> som_chain(std::string_view computer_dn);

/// A scope with what it says.
struct Scope {
    std::string dn;
    std::vector<GpLink> links; ///< as they stand in gPLink
    bool blocks_inheritance = false;
};

/// A link, by its place in the scopes.
struct PlacedLink {
    std::size_t scope = 0;
    std::size_t link = 0;

    bool operator==(const PlacedLink&) const = default;
};

struct DeniedLink {
    PlacedLink place;
    DenyReason reason = DenyReason::link_disabled;
    std::size_t blocked_by = 0; ///< the scope that blocks, for blocked_inheritance

    bool operator==(const DeniedLink&) const = default;
};

struct LinkOrder {
    std::vector<PlacedLink> in_force; ///< highest precedence first
    std::vector<DeniedLink> denied;   ///< closest scope first, link order 1 first
};

/// Puts the links of all scopes into the order in which a Windows client lets them win ([MS-GPOL] 3.2.5.1.5):
///
/// 1. enforced links: the site's, the domain's, the outermost unit's, … the closest unit's;
/// 2. the others: the closest unit's, … the outermost unit's, the domain's, the site's;
/// 3. within one scope: link order 1 (the last in the attribute) first.
///
/// Disabled links are out. A scope that blocks inheritance takes out the links above it that are not enforced, never
/// its own. `scopes` come closest first: units, domain, site.
[[nodiscard]] LinkOrder order_links(std::span<const Scope> scopes);

} // namespace gpseal::policy
