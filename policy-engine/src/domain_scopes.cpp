#include "domain_scopes.hpp"

#include <algorithm>

namespace gpseal::policy {

namespace {

/// The snapshot's search for a scope; the site goes by its kind, the others by their name.
const SomSnapshot* find_som(const DomainSnapshot& snapshot, const ScopeName& wanted)
{
    const auto name = DistinguishedName::parse(wanted.dn);
    const auto it = std::find_if(snapshot.soms.begin(), snapshot.soms.end(), [&](const SomSnapshot& som) {
        if (som.kind == SomKind::site || wanted.kind == SomKind::site) {
            return som.kind == wanted.kind;
        }
        const auto other = DistinguishedName::parse(som.dn);
        return name && other && *name == *other;
    });
    return it == snapshot.soms.end() ? nullptr : &*it;
}

Error at(Error error, const std::string& where)
{
    if (error.where.empty()) {
        error.where = where;
    }
    return error;
}

void read_links(const SomSnapshot& som, Scope& scope, DomainScopes& domain)
{
    if (!som.gp_link) {
        return;
    }
    auto list = parse_gp_link(*som.gp_link);
    if (!list) {
        domain.fatal.push_back(at(list.error(), som.dn));
        return;
    }
    for (const auto& broken : list->broken) {
        domain.findings.push_back({Severity::warning, "malformed_link",
                                   "gPLink has something at character " + std::to_string(broken.offset + 1) +
                                       " that is no link and was skipped: " + broken.reason,
                                   "set the link again in the Group Policy console", som.dn});
    }
    if (!list->broken.empty()) {
        // it may have been the link that decides: Windows goes on without it, and here nothing is loosened by that
        domain.problems.push_back({Errc::malformed,
                                   "gPLink has something at character " +
                                       std::to_string(list->broken.front().offset + 1) +
                                       " that is no link: " + list->broken.front().reason,
                                   som.dn});
    }
    if (list->cut_off) {
        domain.problems.push_back({Errc::malformed, "gPLink ends within a link", som.dn});
    }
    scope.links = std::move(list->links);
}

void read_options(const SomSnapshot& som, Scope& scope, DomainScopes& domain)
{
    if (!som.gp_options) {
        return;
    }
    const auto blocks = parse_blocks_inheritance(*som.gp_options);
    if (!blocks) {
        domain.problems.push_back(at(blocks.error(), som.dn));
    }
    scope.blocks_inheritance = blocks.value_or(false);
}

void read_scope(const DomainSnapshot& snapshot, const ScopeName& name, DomainScopes& domain)
{
    const auto* const som = find_som(snapshot, name);
    if (som == nullptr) {
        domain.fatal.push_back({Errc::not_found, "was not searched for its links", name.dn});
        return;
    }
    if (som->problem) {
        domain.fatal.push_back(
            {som->problem->code, "the search for its links failed: " + describe(*som->problem), som->dn});
        return;
    }
    Scope scope{.dn = som->dn};
    read_links(*som, scope, domain);
    read_options(*som, scope, domain);
    domain.scopes.push_back(std::move(scope));
}

void read_site(const DomainSnapshot& snapshot, DomainScopes& domain)
{
    switch (snapshot.site_status) {
    case SiteStatus::none:
        break; // [MS-GPOL] 3.2.5.1.4: then there are no site links
    case SiteStatus::known:
        read_scope(snapshot, {SomKind::site, "site " + snapshot.site}, domain);
        break;
    case SiteStatus::failed:
        domain.fatal.push_back({Errc::not_found, "the site of this computer could not be asked for", ""});
        break;
    }
}

/// Every computer that has logged on over the network is these, whether or not the directory lists them.
void read_token(const DomainSnapshot& snapshot, DomainScopes& domain)
{
    constexpr std::size_t max_token = 4096;
    domain.token = {well_known::everyone, well_known::authenticated_users, well_known::network};
    bool in_domain = false;
    for (const auto& text : snapshot.token) {
        const auto sid = parse_sid(text);
        if (!sid || domain.token.size() > max_token) {
            domain.fatal.push_back({Errc::malformed, "a group of this computer is no security identifier", text});
            return;
        }
        in_domain = in_domain || (sid->authority == 5 && sid->count > 1 && sid->sub_authorities[0] == 21);
        domain.token.insert(*sid);
    }
    if (!in_domain) {
        domain.fatal.push_back({Errc::not_found, "the security identifiers of this computer are not known", ""});
    }
}

} // namespace

DomainScopes read_scopes(const DomainSnapshot& snapshot)
{
    DomainScopes domain;
    domain.fatal = snapshot.problems;
    if (snapshot.doubt) {
        domain.problems.push_back(*snapshot.doubt);
    }
    if (!domain.fatal.empty() && snapshot.computer_dn.empty()) {
        return domain; // nothing else was asked for
    }
    const auto chain = som_chain(snapshot.computer_dn);
    if (!chain) {
        domain.fatal.push_back(chain.error());
    }
    for (const auto& name : chain.value_or(std::vector<ScopeName>{})) {
        read_scope(snapshot, name, domain);
    }
    read_site(snapshot, domain);
    read_token(snapshot, domain);
    return domain;
}

} // namespace gpseal::policy
