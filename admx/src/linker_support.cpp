// Products and supportedOn definitions: their names, texts and references.

#include "catalog_builder.hpp"

namespace gpseal::admx {

void Linker::register_support(DefinitionsFile& owner)
{
    auto& products = linked_.products;
    owner.first_product = products.size();
    owner.products.begin(products, owner.content.products.size());
    for (auto product : owner.content.products) {
        if (product.parent) {
            *product.parent += owner.first_product;
        }
        product.display_name = text(owner, product.display_name, product.name, product.place);
        products.push_back(product);
        if (!owner.products.add_last(products)) {
            complain(product.place, "duplicate_id", named("product", product.name) + " is defined again",
                     "the first one counts; rename or remove this one");
        }
    }
    auto& definitions = linked_.support_definitions;
    owner.first_support = definitions.size();
    owner.support.begin(definitions, owner.content.support_definitions.size());
    for (auto& definition : owner.content.support_definitions) {
        definition.display_name = text(owner, definition.display_name, definition.name, definition.place);
        definitions.push_back(std::move(definition));
        if (!owner.support.add_last(definitions)) {
            const auto& again = definitions.back();
            complain(again.place, "duplicate_id", named("supportedOn definition", again.name) + " is defined again",
                     "the first one counts; rename or remove this one");
        }
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
        condition.product = target.owner->products.find(linked_.products, target.name);
        if (!condition.product) {
            condition.definition = target.owner->support.find(linked_.support_definitions, target.name);
        }
        if (condition.product || condition.definition) {
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
        if (const auto found = target.owner->support.find(linked_.support_definitions, target.name)) {
            return found;
        }
    }
    if (is_first_miss(place, "supportedOn", reference)) {
        complain(place, "missing_supported_on",
                 named("supportedOn definition", reference) + " is not defined by any file read", missing_hint(target));
    }
    return std::nullopt;
}

} // namespace gpseal::admx
