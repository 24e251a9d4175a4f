#include "definition_names.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/resultant_policies.hpp>

#include <algorithm>
#include <string>
#include <tuple>
#include <unordered_set>

namespace gpseal::policy {

namespace {

/// Which entries the configured policies account for, by their place in the order of application.
class Explained {
public:
    explicit Explained(const RegistryImage& image) : image_(image) {}

    void add(const ConfiguredPolicy& policy)
    {
        for (const auto& evidence : policy.reading.evidence) {
            orders_.insert(evidence.word.order);
        }
        if (policy.reading.more_evidence != 0) {
            for (const auto& list : names_of(*policy.definition).lists) {
                add(list);
            }
        }
    }

    [[nodiscard]] bool has(const RegistryWord& word) const { return orders_.contains(word.order); }

    [[nodiscard]] bool has(const PolicyReading& reading) const { return reading.winner && has(reading.winner->word); }

private:
    /// The lines of the lists that write the same names into one key, once.
    void add(const ListKey& list)
    {
        const bool any = !list.list->value_prefix || list.list->explicit_value;
        const auto id = ascii_lower(list.key) + '\0' + (any ? "*" : '=' + ascii_lower(*list.list->value_prefix));
        const auto* const key = image_.find(list.key);
        if (key == nullptr || !lists_.insert(id).second) {
            return;
        }
        for (const auto& value : key->values) {
            if (is_list_name(*list.list, value.name)) {
                orders_.insert(value.explicit_word.order);
            }
        }
    }

    const RegistryImage& image_;
    std::unordered_set<std::size_t> orders_;
    std::unordered_set<std::string> lists_;
};

std::vector<ExtraSetting> extra_settings(const RegistryImage& image, const Explained& explained)
{
    std::vector<ExtraSetting> extra;
    for (const auto& key : image.keys()) {
        if (key.cleared && !explained.has(*key.cleared)) {
            extra.push_back({key.path, {}, *key.cleared});
        }
        if (key.created) {
            extra.push_back({key.path, {}, *key.created});
        }
        for (const auto& word : key.removes) {
            extra.push_back({key.path, {}, word});
        }
        for (const auto& remark : key.remarks) {
            extra.push_back({key.path, remark.name, remark.word});
        }
        for (const auto& value : key.values) {
            const bool stands = value.outcome.order == value.explicit_word.order;
            if (stands && !explained.has(value.explicit_word)) {
                extra.push_back({key.path, value.name, value.explicit_word});
            }
        }
    }
    std::stable_sort(extra.begin(), extra.end(),
                     [](const ExtraSetting& a, const ExtraSetting& b) { return a.word.order < b.word.order; });
    return extra;
}

} // namespace

bool applies_to(const admx::PolicyDefinition& policy, admx::PolicyClass side)
{
    return policy.policy_class == side || policy.policy_class == admx::PolicyClass::both;
}

std::string category_below_templates(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy)
{
    std::string path;
    for (const auto name : catalog.category_names(policy)) {
        path += (path.empty() ? "" : "\\") + std::string(name);
    }
    return path;
}

ResultantPolicies resultant_policies(const admx::PolicyCatalog& catalog, admx::PolicyClass side,
                                     const RegistryImage& image)
{
    ResultantPolicies result;
    Explained explained(image);
    SharedLines lines(image.entries());
    for (const auto& policy : catalog.policies()) {
        if (policy.shadowed || !applies_to(policy, side) || state_of(policy, image) == PolicyState::not_configured) {
            continue;
        }
        result.policies.push_back(
            {&policy, category_below_templates(catalog, policy), read_policy(policy, image, lines)});
        if (result.policies.back().reading.state != PolicyState::unrecognised) {
            explained.add(result.policies.back());
        }
    }
    std::erase_if(result.policies, [&](const ConfiguredPolicy& each) {
        return each.reading.state == PolicyState::unrecognised && explained.has(each.reading);
    });
    for (const auto& policy : result.policies) {
        explained.add(policy);
    }
    std::stable_sort(
        result.policies.begin(), result.policies.end(), [](const ConfiguredPolicy& a, const ConfiguredPolicy& b) {
            return std::tie(a.category, a.definition->display_name) < std::tie(b.category, b.definition->display_name);
        });
    result.extra = extra_settings(image, explained);
    return result;
}

} // namespace gpseal::policy
