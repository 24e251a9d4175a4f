#pragma once

#include "terminal.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/resultant_policies.hpp>

#include <Poco/JSON/Object.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gpseal::app {

/// A value that two files leave differently.
struct ValueChange {
    std::string key;
    std::string value_name;                     ///< `**delvals.` for a cleared key
    std::optional<policy::RegistryWord> before; ///< nullopt: not spoken of
    std::optional<policy::RegistryWord> after;
};

/// A policy that they configure differently.
struct PolicyChange {
    const admx::PolicyDefinition* definition = nullptr; ///< never null
    std::string category;
    policy::PolicyReading before;
    policy::PolicyReading after;
    std::vector<ValueChange> values; ///< those of the policy's; empty: another order or spelling
};

struct PolDiff {
    std::vector<PolicyChange> policies;
    std::vector<ValueChange> values; ///< that no policy of the templates explains

    [[nodiscard]] bool empty() const { return policies.empty() && values.empty(); }
};

/// What changes from one file to the other on one side. Views the catalogue and both files.
[[nodiscard]] PolDiff pol_diff(const admx::PolicyCatalog& catalog, admx::PolicyClass side,
                               const policy::RegistryImage& before, const policy::RegistryImage& after);

/// Lines with - and + below the name of what changed; empty where nothing did.
[[nodiscard]] std::string diff_text(const admx::PolicyCatalog& catalog, const PolDiff& diff, const Terminal& terminal);

/// policies[{…, before{state, elements}, after, values}], values[{key, value, before{action, type, size, data},
/// after}].
void set_diff(Poco::JSON::Object& object, const admx::PolicyCatalog& catalog, const PolDiff& diff);

} // namespace gpseal::app
