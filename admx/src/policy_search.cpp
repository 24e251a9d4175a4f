#include "icase.hpp"
#include "xml_document.hpp"

#include <gpseal/admx/policy_search.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace gpseal::admx {

namespace {

bool contains(std::string_view text, std::string_view word)
{
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [](char a, char b) { return folded(a) == folded(b); }) != text.end();
}

/// People copy keys from a registry editor, hive and all.
std::string_view without_hive(std::string_view word)
{
    constexpr std::array<std::string_view, 4> hives = {"HKLM\\", "HKCU\\", "HKEY_LOCAL_MACHINE\\",
                                                       "HKEY_CURRENT_USER\\"};
    for (const auto hive : hives) {
        if (word.size() > hive.size() && equals_icase(word.substr(0, hive.size()), hive)) {
            return word.substr(hive.size());
        }
    }
    return word;
}

bool in_list(const std::optional<RegistryList>& list, std::string_view word)
{
    return list && std::any_of(list->begin(), list->end(), [&](const RegistryListItem& item) {
               return contains(item.key, word) || contains(item.value_name, word);
           });
}

bool in_registry(const PolicyDefinition& policy, std::string_view word)
{
    word = without_hive(word);
    return contains(policy.key, word) || contains(policy.value_name, word) || in_list(policy.enabled_list, word) ||
           in_list(policy.disabled_list, word) ||
           std::any_of(policy.elements.begin(), policy.elements.end(), [&](const PolicyElement& element) {
               return contains(element.key, word) || contains(element.value_name, word);
           });
}

/// The best field that has the word.
std::optional<SearchField> field_of(const PolicyCatalog& catalog, const PolicyDefinition& policy, std::string_view word)
{
    if (contains(policy.name, word)) {
        return SearchField::name;
    }
    if (contains(policy.display_name, word)) {
        return SearchField::display_name;
    }
    if (in_registry(policy, word)) {
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
