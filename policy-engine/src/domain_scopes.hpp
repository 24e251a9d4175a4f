#pragma once

#include <gpseal/base/diagnostics.hpp>
#include <gpseal/policy/access_check.hpp>
#include <gpseal/policy/domain_snapshot.hpp>
#include <gpseal/policy/gpo_precedence.hpp>

#include <vector>

namespace gpseal::policy {

/// The computer's scopes and token, as far as the snapshot has them.
struct DomainScopes {
    std::vector<Scope> scopes; ///< closest first: units, domain, site
    Token token;
    std::vector<Error> fatal;    ///< without these the list of GPOs is not known
    std::vector<Error> problems; ///< part of the list may be missing
    Diagnostics findings;
};

[[nodiscard]] DomainScopes read_scopes(const DomainSnapshot& snapshot);

} // namespace gpseal::policy
