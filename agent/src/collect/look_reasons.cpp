#include <gpseal/agent/domain_source.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::agent {

using policy::DomainSnapshot;

namespace {

/// "DC=corp,DC=example"
std::string base_of(const std::string& domain)
{
    std::string dn = "DC=";
    for (const char c : domain) {
        dn += c == '.' ? std::string(",DC=") : std::string(1, c);
    }
    return dn;
}

/// Whether this is about a GPO of the computer's own domain, which came from the domain controller of the snapshot.
bool is_about_own_gpo(const Error& problem, const DomainSnapshot& snapshot)
{
    const auto base = base_of(snapshot.domain);
    return std::any_of(snapshot.gpos.begin(), snapshot.gpos.end(), [&](const policy::GpoSnapshot& gpo) {
        const auto brace = gpo.dn.find('}');
        return gpo.dn.size() > base.size() && equals_icase(gpo.dn.substr(gpo.dn.size() - base.size()), base) &&
               gpo.dn.find('{') < brace &&
               problem.where.find(gpo.dn.substr(gpo.dn.find('{'), brace - gpo.dn.find('{') + 1)) != std::string::npos;
    });
}

} // namespace

std::vector<Error> reasons_of(const DomainSnapshot& snapshot, const policy::DomainResult& result)
{
    if (!snapshot.problems.empty()) {
        return snapshot.problems; // where the look itself failed, what is missing for that reason is no news
    }
    auto reasons = result.problems;
    for (auto& reason : reasons) {
        if (!snapshot.domain_controller.empty() && is_about_own_gpo(reason, snapshot)) {
            reason.where += " at " + snapshot.domain_controller;
        }
    }
    return reasons;
}

} // namespace gpseal::agent
