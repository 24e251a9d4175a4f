#include "report/result_scopes.hpp"

#include <gpseal/policy/gp_link.hpp>
#include <gpseal/policy/gpo_precedence.hpp>

#include <algorithm>

namespace gpseal::agent {

using policy::DistinguishedName;
using policy::SomKind;
using policy::SomSnapshot;

namespace {

const SomSnapshot* find_som(const policy::DomainSnapshot& snapshot, const policy::ScopeName& wanted)
{
    const auto name = DistinguishedName::parse(wanted.dn);
    const auto it = std::find_if(snapshot.soms.begin(), snapshot.soms.end(), [&](const SomSnapshot& som) {
        if (som.kind == SomKind::site) {
            return false;
        }
        const auto other = DistinguishedName::parse(som.dn);
        return name && other && *name == *other;
    });
    return it == snapshot.soms.end() ? nullptr : &*it;
}

ResultScope scope_of(const SomSnapshot& som, SomKind kind)
{
    ResultScope scope{.kind = kind, .dn = som.dn};
    if (auto links = policy::parse_gp_link(som.gp_link.value_or(""))) {
        for (auto& link : links->links) {
            scope.links.push_back(std::move(link.gpo));
        }
    }
    if (som.gp_options) {
        scope.blocks_inheritance = policy::parse_blocks_inheritance(*som.gp_options).value_or(false);
    }
    return scope;
}

} // namespace

std::vector<ResultScope> scopes_of(const policy::DomainSnapshot& snapshot)
{
    std::vector<ResultScope> scopes; // closest first, turned round at the end
    if (const auto chain = policy::som_chain(snapshot.computer_dn)) {
        for (const auto& name : *chain) {
            if (const auto* const som = find_som(snapshot, name)) {
                scopes.push_back(scope_of(*som, name.kind));
            }
        }
    }
    const auto site = std::find_if(snapshot.soms.begin(), snapshot.soms.end(),
                                   [](const SomSnapshot& som) { return som.kind == SomKind::site; });
    if (site != snapshot.soms.end() && snapshot.site_status == policy::SiteStatus::known) {
        scopes.push_back(scope_of(*site, SomKind::site));
    }
    bool blocked = false;
    for (auto& scope : scopes) {
        scope.blocked = blocked;
        blocked = blocked || scope.blocks_inheritance;
    }
    std::reverse(scopes.begin(), scopes.end());
    return scopes;
}

const DistinguishedName* linked_gpo(std::span<const ResultScope> scopes, const policy::GpoIdentity& gpo)
{
    const auto scope = std::find_if(scopes.begin(), scopes.end(), [&](const auto& each) { return each.dn == gpo.som; });
    if (scope == scopes.end() || gpo.link_order == 0 || gpo.link_order > scope->links.size()) {
        return nullptr;
    }
    return &scope->links[scope->links.size() - gpo.link_order];
}

std::string canonical_name(std::string_view dn)
{
    const auto name = DistinguishedName::parse(dn);
    if (!name) {
        return std::string(dn);
    }
    auto text = name->dns_domain();
    for (auto i = name->depth(); i-- > 0;) {
        const auto& part = name->part(i).front();
        if (part.type == "dc") {
            continue;
        }
        text += '/';
        for (const char c : part.value) {
            text += c == '/' ? "\\/" : std::string(1, c);
        }
    }
    return text;
}

std::string_view kind_name(SomKind kind)
{
    switch (kind) {
    case SomKind::site:
        return "Site";
    case SomKind::domain:
        return "Domain";
    case SomKind::organizational_unit:
        return "OU";
    }
    return "OU";
}

} // namespace gpseal::agent
