#include "collect/domain_controllers.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <random>

namespace gpseal::agent {

namespace {

unsigned draw(unsigned bound)
{
    static std::random_device device;
    return std::uniform_int_distribution<unsigned>(0, bound)(device);
}

void add_new(std::vector<SrvRecord>& all, const std::vector<SrvRecord>& more)
{
    for (const auto& record : more) {
        const bool known =
            std::any_of(all.begin(), all.end(), [&](const SrvRecord& r) { return equals_icase(r.host, record.host); });
        if (!known && all.size() < max_controllers) {
            all.push_back(record);
        }
    }
}

} // namespace

Result<std::vector<SrvRecord>> find_domain_controllers(const std::string& domain, const std::string& site,
                                                       const SrvQuery& query)
{
    std::vector<SrvRecord> found;
    if (!site.empty()) {
        if (auto near = query("_ldap._tcp." + site + "._sites.dc._msdcs." + domain)) {
            add_new(found, order_srv_records(*std::move(near), draw));
        }
    }
    auto all = query("_ldap._tcp.dc._msdcs." + domain);
    if (!all && found.empty()) {
        return fail(all.error());
    }
    if (all) {
        add_new(found, order_srv_records(*std::move(all), draw));
    }
    return found;
}

} // namespace gpseal::agent
