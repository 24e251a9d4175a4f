#include "current_reading.hpp"

#include "definition_match.hpp"
#include "element_reading.hpp"
#include "entry_edit.hpp"
#include "entry_ownership.hpp"
#include "named_values.hpp"

#include <algorithm>

namespace gpseal::policy {

namespace {

/// Whether another part of the policy, which stands for the same value, says what is there: the policy's own value, a
/// list of values, or another element. Then it is not data that the template does not know.
class OtherParts {
public:
    OtherParts(const admx::PolicyDefinition& policy, const ElementReading& reading, const RegistryImage& image)
        : policy_(policy), reading_(reading), place_(name_of(policy, *reading.element)), image_(image)
    {
    }

    [[nodiscard]] bool say_it() const
    {
        const auto& elements = policy_.elements;
        return (is_same({policy_.key, policy_.value_name}, place_) && image_.match(place_, on_value(policy_))) ||
               (policy_.enabled_list && has(policy_.key, *policy_.enabled_list)) ||
               std::any_of(elements.begin(), elements.end(),
                           [&](const admx::PolicyElement& other) { return &other != reading_.element && says(other); });
    }

private:
    [[nodiscard]] bool says(const admx::PolicyElement& other) const
    {
        const auto reading = read_element(policy_, other, image_);
        const bool is_set = reading.state == ElementState::set || reading.state == ElementState::implied;
        if (!is_set || std::holds_alternative<admx::ListElement>(other.body)) {
            return false;
        }
        const auto owner = key_of(policy_, other);
        if (const auto* const choice = std::get_if<admx::EnumElement>(&other.body)) {
            const auto chosen = std::get<EnumChoice>(reading.value).index;
            if (has(owner, choice->items.at(chosen).value_list)) {
                return true;
            }
        }
        if (const auto* const box = std::get_if<admx::BooleanElement>(&other.body)) {
            const auto& list = reading.value == ElementValue(true) ? box->true_list : box->false_list;
            if (list && has(owner, *list)) {
                return true;
            }
        }
        return is_same(name_of(policy_, other), place_);
    }

    [[nodiscard]] bool has(std::string_view owner_key, const admx::RegistryList& list) const
    {
        return std::any_of(list.begin(), list.end(), [&](const admx::RegistryListItem& item) {
            return is_same(name_of(owner_key, item), place_) && image_.match(place_, item.value);
        });
    }

    const admx::PolicyDefinition& policy_;
    const ElementReading& reading_;
    ValueName place_;
    DefinitionMatch image_;
};

} // namespace

PolicyReading current_reading(const PolicyTemplate& policy, std::span<const RegistryEntry> entries)
{
    const EntryOwnership ownership(policy.definition, policy.neighbours, entries);
    const auto foreign = [&](std::size_t i) { return !ownership.owns(i); };
    const bool enabled = state_in(policy.definition, entries) == PolicyState::enabled;
    const auto own = enabled ? without(entries, foreign).first : RegistryEntries();
    const ReadBack read_back(own);
    const auto& image = read_back.image();
    auto reading = read_policy(policy.definition, image);
    // what the policy itself sets in the key of its list is no line, either
    const NamedValues named(policy.definition);
    const auto lines = without(own, [&](std::size_t i) { return named.has(own[i]); }).first;
    const ReadBack of_lines(lines);
    for (auto& element : reading.elements) {
        if (std::holds_alternative<admx::ListElement>(element.element->body)) {
            element = read_element(policy.definition, *element.element, DefinitionMatch(of_lines.image()));
        }
        if (element.state == ElementState::unrecognised && OtherParts(policy.definition, element, image).say_it()) {
            element = {.element = element.element, .state = ElementState::not_configured, .value = {}, .words = {}};
        }
        element.words.clear(); // they view `own` and `lines`
    }
    reading.evidence.clear();
    reading.winner.reset();
    return reading;
}

} // namespace gpseal::policy
