#pragma once

#include "domain_scopes.hpp"

#include <gpseal/policy/distinguished_name.hpp>
#include <gpseal/policy/domain_snapshot.hpp>
#include <gpseal/policy/gpo_precedence.hpp>

#include <map>
#include <string>

namespace gpseal::policy {

/// The snapshot's GPOs by name; the first of two of the same name counts.
class GpoIndex {
public:
    explicit GpoIndex(const DomainSnapshot& snapshot)
    {
        for (const auto& gpo : snapshot.gpos) {
            if (const auto dn = DistinguishedName::parse(gpo.dn)) {
                gpos_.emplace(dn->key(), &gpo);
            }
        }
    }

    [[nodiscard]] const GpoSnapshot* find(const DistinguishedName& dn) const
    {
        const auto it = gpos_.find(dn.key());
        return it == gpos_.end() ? nullptr : it->second;
    }

private:
    std::map<std::string, const GpoSnapshot*> gpos_;
};

/// What the directory alone decides.
struct DirectoryView {
    explicit DirectoryView(const DomainSnapshot& snapshot)
        : domain(read_scopes(snapshot)), order(order_links(domain.scopes)), gpos(snapshot)
    {
    }

    [[nodiscard]] const GpLink& link_at(const PlacedLink& place) const
    {
        return domain.scopes[place.scope].links[place.link];
    }

    DomainScopes domain;
    LinkOrder order;
    GpoIndex gpos;
};

} // namespace gpseal::policy
