#include "collect/other_domains.hpp"

#include "collect/domain_controllers.hpp"

#include <algorithm>
#include <utility>

namespace gpseal::agent {

namespace {

constexpr std::size_t max_domains = 8;
constexpr std::size_t max_tries = 2; ///< domain controllers of one domain

} // namespace

Result<Directory*> OtherDomains::directory(const std::string& domain)
{
    const auto& opened = open(domain);
    return opened ? Result<Directory*>(opened->session.directory.get()) : fail(opened.error());
}

Result<Sysvol*> OtherDomains::sysvol(const std::string& domain)
{
    const auto& opened = open(domain);
    return opened ? Result<Sysvol*>(opened->sysvol.get()) : fail(opened.error());
}

const Result<OtherDomains::Opened>& OtherDomains::open(const std::string& domain)
{
    const auto known = domains_.find(domain);
    return known != domains_.end() ? known->second : domains_.emplace(domain, try_open(domain)).first->second;
}

Result<OtherDomains::Opened> OtherDomains::try_open(const std::string& domain)
{
    // the name comes from a link, so somebody else wrote it
    if (!is_host_name(domain) || domains_.size() >= max_domains) {
        return fail(Errc::refused, "GPOs of this domain are not read", domain);
    }
    auto controllers = find_domain_controllers(domain, {}, query_srv);
    if (!controllers) {
        return fail(controllers.error());
    }
    Error last{Errc::not_found, "has no domain controller", domain};
    for (std::size_t i = 0; i < std::min(controllers->size(), max_tries); ++i) {
        auto session = open_controller(kerberos_, identity_, domain, (*controllers)[i]);
        if (!session) {
            last = session.error();
            continue;
        }
        SmbclientSysvol::Settings settings{.server = session->host,
                                           .address = session->address,
                                           .ticket_cache = kerberos_.cache_name(),
                                           .kerberos_config = kerberos_.config_name(),
                                           .encryption_required = encryption_required_};
        return Opened{*std::move(session), std::make_unique<SmbclientSysvol>(std::move(settings))};
    }
    return fail(std::move(last));
}

} // namespace gpseal::agent
