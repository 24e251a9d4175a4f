#pragma once

#include <gpseal/admx/policy_catalog.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

/// Where a word was found, the most telling place first: the order of the hits.
enum class SearchField { name, display_name, keywords, registry, category, supported_on, explain_text };

[[nodiscard]] std::string_view to_string(SearchField field); ///< as in JSON: "display_name"

struct SearchHit {
    const PolicyDefinition* policy = nullptr;
    /// The best place of the word that is hardest to see: with all words in the name, the name.
    SearchField field = SearchField::explain_text;
};

/// The policies in which every word stands somewhere, ASCII-case-insensitively and as a part of a word too; best
/// first: by field, then by display name. Registry is the policy's and its elements' keys and value names. A word that
/// begins with a hive, however registry_path() reads it, finds policies of that side alone, its rest in the registry; a
/// key and a value's name may be one word, KEY\VALUE or KEY!VALUE. Shadowed policies are left out. No word finds
/// nothing.
[[nodiscard]] std::vector<SearchHit> search(const PolicyCatalog& catalog, std::span<const std::string> words);

} // namespace gpseal::admx
