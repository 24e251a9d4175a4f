#include "collect/known_controllers.hpp"

#include "collect/machine_ticket.hpp"
#include "collect/snapshot_store.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::agent {

namespace {

void add_new(std::vector<std::string>& hosts, const std::string& host)
{
    const bool known = std::any_of(hosts.begin(), hosts.end(), [&](const auto& h) { return equals_icase(h, host); });
    if (!known && is_host_name(host)) {
        hosts.push_back(host);
    }
}

/// The machine's own domain; where it cannot be told, the one that policy was last read from.
std::string domain_of(const Result<MachineIdentity>& identity, const Result<std::optional<KeptSnapshot>>& kept)
{
    if (identity) {
        return identity->domain();
    }
    return kept && *kept ? (*kept)->snapshot.domain : std::string();
}

} // namespace

Result<std::optional<KnownControllers>> known_controllers(const RootedPaths& paths, const SrvQuery& query)
{
    const auto identity = machine_identity(paths);
    const auto kept = latest_snapshot(paths);
    KnownControllers known{.domain = domain_of(identity, kept), .policy_source = {}, .hosts = {}, .problem = {}};
    if (!is_host_name(known.domain)) {
        if (!identity && identity.error().code != Errc::not_found) {
            return fail(identity.error());
        }
        return kept ? Result<std::optional<KnownControllers>>(std::nullopt) : fail(kept.error());
    }
    std::string site;
    if (!kept) {
        known.problem = kept.error();
    } else if (*kept && equals_icase((*kept)->snapshot.domain, known.domain)) {
        known.policy_source = (*kept)->snapshot.domain_controller;
        site = (*kept)->snapshot.site;
        add_new(known.hosts, known.policy_source);
    }
    const auto named = find_domain_controllers(known.domain, site, query);
    if (!named) {
        known.problem = named.error();
    } else {
        for (const auto& record : *named) {
            add_new(known.hosts, record.host);
        }
    }
    return known;
}

} // namespace gpseal::agent
