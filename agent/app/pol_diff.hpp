#pragma once

#include "terminal.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/effect_change.hpp>
#include <gpseal/policy/resultant_policies.hpp>

#include <Poco/JSON/Object.h>

#include <cstddef>
#include <string>
#include <vector>

namespace gpseal::app {

/// A policy that they configure differently, or whose values they do.
struct PolicyChange {
    const admx::PolicyDefinition* definition = nullptr; ///< never null
    std::string category;
    policy::PolicyReading before;
    policy::PolicyReading after;
    std::vector<std::size_t> values; ///< of the policy, in PolDiff::changes
    std::size_t more_values = 0;     ///< further ones, where policies that share a key have too many
};

struct PolDiff {
    std::vector<policy::EffectChange> changes; ///< empty: the same settings
    std::vector<PolicyChange> policies;
    std::vector<std::size_t> values; ///< those that no policy of the templates explains

    [[nodiscard]] bool empty() const { return changes.empty(); }
};

/// What changes from one file to the other on one side. Whether anything does hangs on the files alone; the templates
/// only say what it means. Views the catalogue and both files.
[[nodiscard]] PolDiff pol_diff(const admx::PolicyCatalog& catalog, admx::PolicyClass side,
                               const policy::RegistryImage& before, const policy::RegistryImage& after);

/// A value's name; directives that are about a whole key have their own.
[[nodiscard]] std::string value_name_of(const policy::EffectChange& change);

/// Lines with - and + below the name of what changed; empty where nothing did.
[[nodiscard]] std::string diff_text(const admx::PolicyCatalog& catalog, const PolDiff& diff, const Terminal& terminal);

/// policies[{…, before{state, elements}, after, values}], values[{key, value, before{action, type, size, data},
/// after}].
void set_diff(Poco::JSON::Object& object, const admx::PolicyCatalog& catalog, const PolDiff& diff);

} // namespace gpseal::app
