#include "pol_diff.hpp"

#include <algorithm>
#include <unordered_set>

namespace gpseal::app {

namespace {

/// Every policy that either side configures, once.
std::vector<const policy::ConfiguredPolicy*> all_of(const policy::ResultantPolicies& a,
                                                    const policy::ResultantPolicies& b)
{
    std::vector<const policy::ConfiguredPolicy*> all;
    std::unordered_set<const admx::PolicyDefinition*> seen;
    for (const auto* const side : {&a, &b}) {
        for (const auto& each : side->policies) {
            if (seen.insert(each.definition).second) {
                all.push_back(&each);
            }
        }
    }
    return all;
}

} // namespace

PolDiff pol_diff(const admx::PolicyCatalog& catalog, admx::PolicyClass side, const policy::RegistryImage& before,
                 const policy::RegistryImage& after)
{
    PolDiff diff{.changes = policy::effect_changes(before, after), .policies = {}, .values = {}};
    if (diff.empty()) {
        return diff;
    }
    const policy::EffectChangeIndex index(diff.changes);
    const auto a = policy::resultant_policies(catalog, side, before);
    const auto b = policy::resultant_policies(catalog, side, after);
    policy::SharedLines lines(diff.changes.size());
    policy::SharedLines old_lines(before.entries());
    policy::SharedLines new_lines(after.entries());
    std::vector<bool> explained(diff.changes.size());
    for (const auto* const each : all_of(a, b)) {
        auto values = index.of(*each->definition);
        if (values.empty()) {
            continue; // its values are as they were, and so its state is
        }
        for (const auto value : values) {
            explained[value] = true;
        }
        const auto told = lines.take(values.size());
        const auto more = values.size() - told;
        values.resize(told);
        diff.policies.push_back({.definition = each->definition,
                                 .category = each->category,
                                 .before = policy::read_policy(*each->definition, before, old_lines),
                                 .after = policy::read_policy(*each->definition, after, new_lines),
                                 .values = std::move(values),
                                 .more_values = more});
    }
    for (std::size_t i = 0; i < diff.changes.size(); ++i) {
        if (!explained[i]) {
            diff.values.push_back(i);
        }
    }
    return diff;
}

} // namespace gpseal::app
