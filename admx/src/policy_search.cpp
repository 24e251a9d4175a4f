#include "icase.hpp"
#include "xml_document.hpp"

#include <gpseal/admx/policy_search.hpp>
#include <gpseal/base/registry_path.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace gpseal::admx {

namespace {

bool contains(std::string_view text, std::string_view word)
{
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [](char a, char b) { return folded(a) == folded(b); }) != text.end();
}

/// A word as a place in the registry, and the side that it asks for.
struct Wanted {
    std::string_view place;
    std::optional<PolicyClass> side;
};

/// People copy keys from a registry editor, hive and all; the hive is the policy's class.
Wanted wanted(std::string_view word)
{
    const auto path = registry_path(word);
    if (!path.hive) {
        return {path.key.empty() ? word : path.key, std::nullopt};
    }
    if (*path.hive == RegistryHive::other) {
        return {word, std::nullopt}; // nothing that a policy writes
    }
    return {path.key, *path.hive == RegistryHive::machine ? PolicyClass::machine : PolicyClass::user};
}

/// In the key, the value's name, or both as one path: KEY\VALUE as it is written about, KEY!VALUE as list shows it.
bool at_place(std::string_view key, std::string_view value_name, std::string_view place)
{
    if (contains(key, place) || contains(value_name, place)) {
        return true;
    }
    for (const char separator : {'\\', '!'}) {
        if (place.find(separator) != std::string_view::npos &&
            contains(std::string(key) + separator + std::string(value_name), place)) {
            return true;
        }
    }
    return false;
}

bool in_list(const std::optional<RegistryList>& list, std::string_view key, std::string_view place)
{
    return list && std::any_of(list->begin(), list->end(), [&](const RegistryListItem& item) {
               return at_place(item.key.empty() ? key : item.key, item.value_name, place);
           });
}

bool in_registry(const PolicyDefinition& policy, std::string_view place)
{
    return at_place(policy.key, policy.value_name, place) || in_list(policy.enabled_list, policy.key, place) ||
           in_list(policy.disabled_list, policy.key, place) ||
           std::any_of(policy.elements.begin(), policy.elements.end(), [&](const PolicyElement& element) {
               return at_place(element.key.empty() ? policy.key : element.key, element.value_name, place);
           });
}

/// The best field that has the word.
std::optional<SearchField> field_of(const PolicyCatalog& catalog, const PolicyDefinition& policy, std::string_view word)
{
    const auto [place, side] = wanted(word);
    if (side && policy.policy_class != *side && policy.policy_class != PolicyClass::both) {
        return std::nullopt;
    }
    if (contains(policy.name, word)) {
        return SearchField::name;
    }
    if (contains(policy.display_name, word)) {
        return SearchField::display_name;
    }
    if (contains(policy.keywords, word)) {
        return SearchField::keywords;
    }
    if (in_registry(policy, place)) {
        return SearchField::registry;
    }
    if (contains(catalog.category_path(policy), word)) {
        return SearchField::category;
    }
    if (contains(policy.supported_on, word)) {
        return SearchField::supported_on;
    }
    if (contains(policy.explain_text, word)) {
        return SearchField::explain_text;
    }
    return std::nullopt;
}

std::optional<SearchHit> match(const PolicyCatalog& catalog, const PolicyDefinition& policy,
                               std::span<const std::string> words)
{
    SearchHit hit{.policy = &policy, .field = SearchField::name};
    for (const auto& word : words) {
        const auto field = field_of(catalog, policy, word);
        if (!field) {
            return std::nullopt;
        }
        hit.field = std::max(hit.field, *field);
    }
    return hit;
}

} // namespace

std::string_view to_string(SearchField field)
{
    switch (field) {
    case SearchField::name:
        return "name";
    case SearchField::display_name:
        return "display_name";
    case SearchField::keywords:
        return "keywords";
    case SearchField::registry:
        return "registry";
    case SearchField::category:
        return "category";
    case SearchField::supported_on:
        return "supported_on";
    case SearchField::explain_text:
        return "explain_text";
    }
    return "explain_text";
}

std::vector<SearchHit> search(const PolicyCatalog& catalog, std::span<const std::string> words)
{
    std::vector<SearchHit> hits;
    if (words.empty()) {
        return hits;
    }
    for (const auto& policy : catalog.policies()) {
        if (policy.shadowed) {
            continue;
        }
        if (const auto hit = match(catalog, policy, words)) {
            hits.push_back(*hit);
        }
    }
    std::stable_sort(hits.begin(), hits.end(), [](const SearchHit& a, const SearchHit& b) {
        return a.field != b.field ? a.field < b.field : less_icase(a.policy->display_name, b.policy->display_name);
    });
    return hits;
}

} // namespace gpseal::admx
