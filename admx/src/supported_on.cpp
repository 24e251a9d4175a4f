#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/admx/supported_on.hpp>

#include <algorithm>

namespace gpseal::admx {

namespace {

/// Definitions that refer to each other deeper than this are circles.
constexpr int max_definition_depth = 16;

class Judge {
public:
    Judge(const PolicyCatalog& catalog, std::size_t product) : catalog_(catalog), product_(product) {}

    [[nodiscard]] SupportAnswer judge(const SupportDefinition& definition, int depth = 0) const
    {
        if (definition.rule == SupportRule::unstated || definition.conditions.empty() ||
            depth == max_definition_depth) {
            return SupportAnswer::unknown;
        }
        const bool any = definition.rule == SupportRule::any_of;
        auto answer = any ? SupportAnswer::no : SupportAnswer::yes;
        for (const auto& condition : definition.conditions) {
            const auto one = judge(condition, depth);
            answer = any ? std::max(answer, one) : std::min(answer, one); // no < unknown < yes
        }
        return answer;
    }

private:
    [[nodiscard]] SupportAnswer judge(const SupportCondition& condition, int depth) const
    {
        if (condition.definition && !condition.is_range) {
            return judge(catalog_.support_definitions()[*condition.definition], depth + 1);
        }
        if (!condition.product) {
            return SupportAnswer::unknown;
        }
        const auto below = child_towards(*condition.product, product_);
        if (below && (!condition.is_range || contains(condition, *below))) {
            return SupportAnswer::yes;
        }
        if (below) {
            return SupportAnswer::no;
        }
        if (*condition.product == product_) {
            return condition.is_range ? SupportAnswer::unknown : SupportAnswer::yes;
        }
        return child_towards(product_, *condition.product) ? SupportAnswer::unknown : SupportAnswer::no;
    }

    /// The child of `ancestor` on the way down to `descendant`; none: it is no descendant.
    [[nodiscard]] std::optional<std::size_t> child_towards(std::size_t ancestor, std::size_t descendant) const
    {
        const auto products = catalog_.products();
        auto at = descendant;
        for (auto parent = products[at].parent; parent; parent = products[at].parent) {
            if (*parent == ancestor) {
                return at;
            }
            at = *parent;
        }
        return std::nullopt;
    }

    [[nodiscard]] bool contains(const SupportCondition& range, std::size_t version) const
    {
        const auto index = catalog_.products()[version].version_index;
        return index >= range.minimum.value_or(0) && index <= range.maximum.value_or(UINT32_MAX);
    }

    const PolicyCatalog& catalog_;
    std::size_t product_;
};

/// The name of a version, or its number where no file has it.
std::string version_name(const PolicyCatalog& catalog, std::size_t parent, std::uint32_t index)
{
    const auto products = catalog.products();
    const auto found = std::find_if(products.begin(), products.end(), [&](const SupportedProduct& product) {
        return product.parent == parent && product.version_index == index;
    });
    return found != products.end() ? std::string(found->display_name) : "version " + std::to_string(index);
}

std::string describe(const PolicyCatalog& catalog, const SupportCondition& condition)
{
    if (condition.definition) {
        return std::string(catalog.support_definitions()[*condition.definition].display_name);
    }
    if (!condition.product) {
        return std::string(condition.reference);
    }
    std::string text(catalog.products()[*condition.product].display_name);
    if (condition.minimum && condition.maximum == condition.minimum) {
        return text + ", only " + version_name(catalog, *condition.product, *condition.minimum);
    }
    if (condition.minimum) {
        text += " from " + version_name(catalog, *condition.product, *condition.minimum);
        text += condition.maximum ? "" : " on";
    }
    if (condition.maximum) {
        text += " up to " + version_name(catalog, *condition.product, *condition.maximum);
    }
    return text;
}

} // namespace

std::string_view to_string(SupportAnswer answer)
{
    switch (answer) {
    case SupportAnswer::no:
        return "no";
    case SupportAnswer::unknown:
        return "unknown";
    case SupportAnswer::yes:
        return "yes";
    }
    return "unknown";
}

SupportAnswer supports(const PolicyCatalog& catalog, const SupportDefinition& definition, std::size_t product)
{
    return Judge(catalog, product).judge(definition);
}

std::string describe_support(const PolicyCatalog& catalog, const SupportDefinition& definition)
{
    if (definition.rule == SupportRule::unstated || definition.conditions.empty()) {
        return {};
    }
    std::string text = definition.rule == SupportRule::any_of ? "any of: " : "all of: ";
    for (std::size_t i = 0; i < definition.conditions.size(); ++i) {
        text += (i == 0 ? "" : "; ") + describe(catalog, definition.conditions[i]);
    }
    return text;
}

} // namespace gpseal::admx
