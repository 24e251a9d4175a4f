#pragma once

#include <gpseal/policy/distinguished_name.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// A scope of management as reports show it.
struct ResultScope {
    policy::SomKind kind = policy::SomKind::organizational_unit;
    std::string dn;
    std::vector<policy::DistinguishedName>
        links; ///< as its gPLink has them, disabled ones included: the last has order 1
    bool blocks_inheritance = false;
    bool blocked = false; ///< by a scope closer to the computer: only its enforced links pass
};

/// The computer's scopes in the order in which a client applies them: site, domain, outermost unit … closest unit. As
/// far as the snapshot has them.
[[nodiscard]] std::vector<ResultScope> scopes_of(const policy::DomainSnapshot& snapshot);

/// The name of the GPO that stands at this link; nullptr when it came by none of these scopes. Two domains may have a
/// GPO of the same GUID: this tells them apart.
[[nodiscard]] const policy::DistinguishedName* linked_gpo(std::span<const ResultScope> scopes,
                                                          const policy::GpoIdentity& gpo);

/// "corp.example/Linux/Servers" for "OU=Servers,OU=Linux,DC=corp,DC=example"; what is no distinguished name stays.
[[nodiscard]] std::string canonical_name(std::string_view dn);

/// "Site", "Domain", "OU".
[[nodiscard]] std::string_view kind_name(policy::SomKind kind);

} // namespace gpseal::agent
