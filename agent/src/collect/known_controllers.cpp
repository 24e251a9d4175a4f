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

} // namespace

Result<std::optional<KnownControllers>> known_controllers(const RootedPaths& paths, const SrvQuery& query)
{
    const auto identity = machine_identity(paths);
    if (!identity) {
        return identity.error().code == Errc::not_found ? Result<std::optional<KnownControllers>>(std::nullopt)
                                                        : fail(identity.error());
    }
    KnownControllers known{.domain = identity->domain(), .policy_source = {}, .hosts = {}, .problem = {}};
    std::string site;
    const auto kept = latest_snapshot(paths);
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
