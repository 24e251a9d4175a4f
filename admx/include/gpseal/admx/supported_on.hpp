#pragma once

#include <gpseal/admx/policy_definition.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::admx {

class PolicyCatalog;

// Which products a policy is for. Files define a tree of products, and named conditions over it.

enum class ProductLevel { product, major_version, minor_version };

struct SupportedProduct {
    std::string_view name;
    std::string_view display_name;
    ProductLevel level = ProductLevel::product;
    std::optional<std::size_t> parent; ///< index into PolicyCatalog::products(); none: a product itself
    std::uint32_t version_index = 0;   ///< orders the versions of one parent
    SourcePlace place;
};

enum class SupportRule {
    unstated, ///< the display name alone says it
    any_of,   ///< <or>
    all_of,   ///< <and>
};

/// A <reference> to a product, a version or another definition, or a <range> over the versions of one.
struct SupportCondition {
    std::string_view reference;            ///< as written
    std::optional<std::size_t> product;    ///< index into PolicyCatalog::products()
    std::optional<std::size_t> definition; ///< index into PolicyCatalog::support_definitions(); neither: unresolved
    bool is_range = false;
    std::optional<std::uint32_t> minimum; ///< version indices, both within the range
    std::optional<std::uint32_t> maximum;
};

struct SupportDefinition {
    std::string_view name;
    std::string_view display_name;
    SupportRule rule = SupportRule::unstated;
    std::vector<SupportCondition> conditions;
    SourcePlace place;
};

enum class SupportAnswer { no, unknown, yes };

[[nodiscard]] std::string_view to_string(SupportAnswer answer);

/// Whether a policy with this definition is for a product or version, an index into catalog.products(). A reference
/// means what it names and all versions of it; a range means the versions directly below what it names, with theirs.
/// Unknown: the definition states no rule, refers to what no file defines, or tells versions apart that `product` does
/// not.
[[nodiscard]] SupportAnswer supports(const PolicyCatalog& catalog, const SupportDefinition& definition,
                                     std::size_t product);

/// What the rule says, in words: "any of: Windows XP; Microsoft Windows from Windows 10 on". Empty: it states none.
[[nodiscard]] std::string describe_support(const PolicyCatalog& catalog, const SupportDefinition& definition);

} // namespace gpseal::admx
