#include <gpseal/policy/gpo_precedence.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

namespace gpseal::policy {

Result<std::vector<ScopeName>> som_chain(std::string_view computer_dn)
{
    const auto dn = DistinguishedName::parse(computer_dn);
    if (!dn) {
        return fail(dn.error());
    }
    std::vector<ScopeName> chain;
    for (std::size_t i = 1; i < dn->depth(); ++i) { // the first part is the computer itself
        const auto& type = dn->part(i).front().type;
        if (type == "ou") {
            chain.push_back({SomKind::organizational_unit, dn->ancestor(i)});
        } else if (type == "dc") {
            chain.push_back({SomKind::domain, dn->ancestor(i)});
            return chain;
        }
    }
    return fail(Errc::malformed, "the computer's name does not end in a domain", dn->text());
}

namespace {

/// Walks the scopes upwards and sorts their links into three heaps.
class LinkSorter {
public:
    void add(std::span<const Scope> scopes, std::size_t index)
    {
        const auto& scope = scopes[index];
        std::vector<PlacedLink> enforced;
        for (auto link = scope.links.size(); link-- > 0;) {
            const PlacedLink place{index, link};
            if (scope.links[link].disabled()) {
                order_.denied.push_back({place, DenyReason::link_disabled, 0});
            } else if (scope.links[link].enforced()) {
                enforced.push_back(place);
            } else if (blocked_by_) {
                order_.denied.push_back({place, DenyReason::blocked_inheritance, *blocked_by_});
            } else {
                others_.push_back(place);
            }
        }
        // a scope further up stands before all that are closer
        enforced.insert(enforced.end(), order_.in_force.begin(), order_.in_force.end());
        order_.in_force = std::move(enforced);
        if (scope.blocks_inheritance && !blocked_by_) {
            blocked_by_ = index;
        }
    }

    [[nodiscard]] LinkOrder result() &&
    {
        order_.in_force.insert(order_.in_force.end(), others_.begin(), others_.end());
        return std::move(order_);
    }

private:
    LinkOrder order_;
    std::vector<PlacedLink> others_;
    std::optional<std::size_t> blocked_by_;
};

} // namespace

LinkOrder order_links(std::span<const Scope> scopes)
{
    LinkSorter sorter;
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        sorter.add(scopes, i);
    }
    return std::move(sorter).result();
}

} // namespace gpseal::policy
