#include "pol_diff.hpp"

#include "registry_text.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace gpseal::app {

namespace {

using policy::PolicyReading;
using policy::RegistryWord;

bool same_elements(const PolicyReading& a, const PolicyReading& b)
{
    return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
                      [](const policy::ElementReading& x, const policy::ElementReading& y) {
                          return x.state == y.state && x.value == y.value;
                      });
}

/// A deletion is the same however it is written.
bool same_word(const RegistryWord& a, const RegistryWord& b)
{
    if (!a.sets() && !b.sets()) {
        return equals_icase(deletion_text(a), deletion_text(b));
    }
    return a.action == b.action && a.type == b.type &&
           std::equal(a.data.begin(), a.data.end(), b.data.begin(), b.data.end());
}

bool same_word(const std::optional<RegistryWord>& a, const std::optional<RegistryWord>& b)
{
    return a && b ? same_word(*a, *b) : a.has_value() == b.has_value();
}

/// The same entries in the same order, wherever they stand.
bool same_evidence(const PolicyReading& a, const PolicyReading& b)
{
    return std::equal(a.evidence.begin(), a.evidence.end(), b.evidence.begin(), b.evidence.end(),
                      [](const policy::PolicyEvidence& x, const policy::PolicyEvidence& y) {
                          return equals_icase(x.value_name, y.value_name) && same_word(x.word, y.word);
                      });
}

bool is_same(const PolicyReading& a, const PolicyReading& b)
{
    return a.state == b.state && same_elements(a, b) && same_evidence(a, b);
}

/// The last word of either file about each value that the policy speaks of, where they differ.
std::vector<ValueChange> changes_of(const PolicyReading& before, const PolicyReading& after)
{
    std::vector<ValueChange> all;
    std::map<std::string, std::size_t> places;
    for (const auto* const reading : {&before, &after}) {
        for (const auto& [key, value_name, word] : reading->evidence) {
            const bool clears = word.action == policy::RegistryAction::delete_values;
            ValueChange change{.key = key, .value_name = clears ? "**delvals." : value_name, .before = {}, .after = {}};
            const auto id = ascii_lower(change.key + '\n' + change.value_name);
            const auto [at, is_new] = places.try_emplace(id, all.size());
            if (is_new) {
                all.push_back(std::move(change));
            }
            (reading == &before ? all[at->second].before : all[at->second].after) = word;
        }
    }
    std::erase_if(all, [](const ValueChange& each) { return same_word(each.before, each.after); });
    return all;
}

std::vector<PolicyChange> changes_of(const policy::ResultantPolicies& a, const policy::ResultantPolicies& b,
                                     const policy::RegistryImage& before, const policy::RegistryImage& after)
{
    std::vector<PolicyChange> changes;
    std::set<const admx::PolicyDefinition*> seen;
    for (const auto* const side : {&a, &b}) {
        for (const auto& each : side->policies) {
            if (!seen.insert(each.definition).second) {
                continue;
            }
            PolicyChange change{each.definition,
                                each.category,
                                policy::read_policy(*each.definition, before),
                                policy::read_policy(*each.definition, after),
                                {}};
            if (!is_same(change.before, change.after)) {
                change.values = changes_of(change.before, change.after);
                changes.push_back(std::move(change));
            }
        }
    }
    return changes;
}

std::string name_of(const policy::ExtraSetting& setting)
{
    switch (setting.word.action) {
    case policy::RegistryAction::delete_values:
        return "**delvals.";
    case policy::RegistryAction::delete_keys:
        return "**deletekeys";
    case policy::RegistryAction::set_value:
    case policy::RegistryAction::create_key:
    case policy::RegistryAction::delete_value:
    case policy::RegistryAction::delete_listed:
    case policy::RegistryAction::secure_key:
    case policy::RegistryAction::soft_value:
    case policy::RegistryAction::unknown:
        break;
    }
    return to_utf8(setting.value_name);
}

/// The value in either file, in the order of the first that speaks of it.
std::vector<ValueChange> changes_of(const policy::ResultantPolicies& a, const policy::ResultantPolicies& b)
{
    std::vector<ValueChange> all;
    std::map<std::string, std::size_t> places;
    for (const auto* const side : {&a, &b}) {
        std::map<std::string, std::size_t> removals; // a key may have several **DeleteKeys
        for (const auto& extra : side->extra) {
            ValueChange change{.key = to_utf8(extra.key), .value_name = name_of(extra), .before = {}, .after = {}};
            auto id = ascii_lower(change.key + '\n' + change.value_name);
            if (extra.word.action == policy::RegistryAction::delete_keys) {
                id += '\n' + std::to_string(++removals[id]);
            }
            const auto [at, is_new] = places.try_emplace(id, all.size());
            if (is_new) {
                all.push_back(std::move(change));
            }
            (side == &a ? all[at->second].before : all[at->second].after) = extra.word;
        }
    }
    std::erase_if(all, [](const ValueChange& each) { return same_word(each.before, each.after); });
    return all;
}

} // namespace

PolDiff pol_diff(const admx::PolicyCatalog& catalog, admx::PolicyClass side, const policy::RegistryImage& before,
                 const policy::RegistryImage& after)
{
    const auto a = policy::resultant_policies(catalog, side, before);
    const auto b = policy::resultant_policies(catalog, side, after);
    return {changes_of(a, b, before, after), changes_of(a, b)};
}

} // namespace gpseal::app
