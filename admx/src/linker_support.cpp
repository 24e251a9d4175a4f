// Products and supportedOn definitions: their names, texts and references.

#include "catalog_builder.hpp"

namespace gpseal::admx {

void Linker::register_support(DefinitionsFile& owner)
{
    owner.first_product = linked_.products.size();
    for (auto product : owner.content.products) {
        if (product.parent) {
            *product.parent += owner.first_product;
        }
        product.display_name = text(owner, product.display_name, product.name, product.place);
        if (!owner.products.emplace(product.name, linked_.products.size()).second) {
            complain(product.place, "duplicate_id", named("product", product.name) + " is defined again",
                     "the first one counts; rename or remove this one");
        }
        linked_.products.push_back(product);
    }
    owner.first_support = linked_.support_definitions.size();
    for (auto& definition : owner.content.support_definitions) {
        definition.display_name = text(owner, definition.display_name, definition.name, definition.place);
        if (!owner.support.emplace(definition.name, linked_.support_definitions.size()).second) {
            complain(definition.place, "duplicate_id",
                     named("supportedOn definition", definition.name) + " is defined again",
                     "the first one counts; rename or remove this one");
        }
        linked_.support_definitions.push_back(std::move(definition));
    }
}

void Linker::link_support(const DefinitionsFile& owner)
{
    for (std::size_t i = 0; i < owner.content.support_definitions.size(); ++i) {
        auto& definition = linked_.support_definitions[owner.first_support + i];
        for (auto& condition : definition.conditions) {
            link_condition(owner, condition, definition.place);
        }
    }
}

void Linker::link_condition(const DefinitionsFile& from, SupportCondition& condition, SourcePlace place)
{
    const auto target = resolve(from, condition.reference);
    if (target.owner != nullptr) {
        if (const auto product = target.owner->products.find(target.name); product != target.owner->products.end()) {
            condition.product = product->second;
            return;
        }
        if (const auto other = target.owner->support.find(target.name); other != target.owner->support.end()) {
            condition.definition = other->second;
            return;
        }
    }
    if (is_first_miss(place, "product", condition.reference)) {
        complain(place, "missing_product", named("product", condition.reference) + " is not defined by any file read",
                 missing_hint(target));
    }
}

std::optional<std::size_t> Linker::find_support(const DefinitionsFile& from, const PolicyDefinition& policy)
{
    const auto reference = policy.supported_on;
    if (reference.empty()) {
        return std::nullopt;
    }
    if (!last_support_.is(from, reference)) {
        last_support_ = {&from, reference, look_up_support(from, reference, policy.place)};
    }
    return last_support_.found;
}

std::optional<std::size_t> Linker::look_up_support(const DefinitionsFile& from, std::string_view reference,
                                                   SourcePlace place)
{
    const auto target = resolve(from, reference);
    if (target.owner != nullptr) {
        if (const auto found = target.owner->support.find(target.name); found != target.owner->support.end()) {
            return found->second;
        }
    }
    if (is_first_miss(place, "supportedOn", reference)) {
        complain(place, "missing_supported_on",
                 named("supportedOn definition", reference) + " is not defined by any file read", missing_hint(target));
    }
    return std::nullopt;
}

} // namespace gpseal::admx
