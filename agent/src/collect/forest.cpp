#include "collect/forest.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/distinguished_name.hpp>

#include <map>

namespace gpseal::agent {

namespace {

/// Which requests go to which domain, by their places; the own domain is "".
using Places = std::map<std::string, std::vector<std::size_t>>;

/// Why another domain was not asked. Never Errc::not_found, which would say that its GPO is not there.
Error not_asked(const Error& why, const std::string& domain)
{
    return {why.code == Errc::not_found ? Errc::io : why.code, "was not asked: " + describe(why),
            "the domain " + domain};
}

/// Empty: of the own domain, or of no domain at all.
std::string domain_of(const std::string& base, const std::string& own_domain)
{
    const auto dn = base.empty() ? Result<policy::DistinguishedName>(fail(Errc::not_found, {}))
                                 : policy::DistinguishedName::parse(base);
    if (!dn) {
        return {}; // the own domain controller says what is wrong with it
    }
    for (std::size_t i = dn->depth(); i-- > 0;) {
        const auto& part = dn->part(i).front();
        if (part.type != "dc") {
            if (part.type == "cn" && equals_icase(part.value, "configuration")) {
                return {};
            }
            break;
        }
    }
    auto domain = ascii_lower(dn->dns_domain());
    return equals_icase(domain, own_domain) ? std::string{} : domain;
}

template <typename Request>
std::vector<Request> chosen(const std::vector<Request>& all, const std::vector<std::size_t>& places)
{
    std::vector<Request> some;
    some.reserve(places.size());
    for (const auto place : places) {
        some.push_back(all[place]);
    }
    return some;
}

} // namespace

std::vector<DirectoryAnswer> ForestDirectory::search(const std::vector<DirectorySearch>& searches)
{
    Places places;
    for (std::size_t i = 0; i < searches.size(); ++i) {
        places[domain_of(searches[i].base, own_domain_)].push_back(i);
    }
    std::vector<DirectoryAnswer> answers(searches.size());
    for (const auto& [domain, at] : places) {
        const auto directory = domain.empty() ? Result<Directory*>(&own_) : others_(domain);
        auto some =
            directory
                ? (*directory)->search(chosen(searches, at))
                : std::vector<DirectoryAnswer>(at.size(), DirectoryAnswer(fail(not_asked(directory.error(), domain))));
        for (std::size_t i = 0; i < at.size(); ++i) {
            answers[at[i]] = std::move(some[i]);
        }
    }
    return answers;
}

SysvolAnswer ForestSysvol::read(const std::vector<std::string>& paths)
{
    Places places;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        auto domain = ascii_lower(paths[i].substr(0, paths[i].find('/')));
        places[equals_icase(domain, own_domain_) ? std::string{} : domain].push_back(i);
    }
    SysvolAnswer all;
    all.files.resize(paths.size());
    for (const auto& [domain, at] : places) {
        const auto share = domain.empty() ? Result<Sysvol*>(&own_) : others_(domain);
        if (!share) {
            for (const auto place : at) {
                all.files[place] = {.status = policy::FileStatus::failed,
                                    .path = "sysvol/" + paths[place],
                                    .problem = not_asked(share.error(), domain)};
            }
            continue;
        }
        auto some = (*share)->read(chosen(paths, at));
        for (std::size_t i = 0; i < at.size(); ++i) {
            all.files[at[i]] = std::move(some.files[i]);
        }
        if (domain.empty()) {
            all.transport = std::move(some.transport);
            all.unreachable = std::move(some.unreachable);
        }
    }
    return all;
}

} // namespace gpseal::agent
