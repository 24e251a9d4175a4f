#include "element_reading.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <charconv>

namespace gpseal::policy {

namespace {

struct Place {
    std::string_view owner_key;
    ValueName value;
};

/// What every kind but the list has in common: deleted, absent, or data that `value` was read from.
ElementReading reading_of(const DefinitionMatch& image, const Place& place, std::optional<ElementValue> value)
{
    if (value) {
        return {.state = ElementState::set, .value = *std::move(value)};
    }
    if (image.set_word(place.value)) {
        return {.state = ElementState::unrecognised};
    }
    return {.state = image.deletion(place.value) ? ElementState::removed : ElementState::not_configured};
}

class ElementReader {
public:
    ElementReader(const DefinitionMatch& image, Place place) : image_(image), place_(place) {}

    ElementReading operator()(const admx::BooleanElement& box) const
    {
        if (image_.match(place_.value, true_value(box)) || (box.true_list && all_match(*box.true_list))) {
            return {.state = ElementState::set, .value = true};
        }
        const bool is_false = (box.false_value && image_.match(place_.value, *box.false_value)) ||
                              (box.false_list && all_match(*box.false_list)) || image_.deletion(place_.value);
        return reading_of(image_, place_, is_false ? std::optional<ElementValue>(false) : std::nullopt);
    }

    ElementReading operator()(const admx::DecimalElement& decimal) const
    {
        const auto word = image_.set_word(place_.value);
        return reading_of(image_, place_, word ? number(*word, decimal) : std::nullopt);
    }

    ElementReading operator()(const admx::TextElement&) const
    {
        const auto word = image_.set_word(place_.value);
        return reading_of(image_, place_, word ? text_of(*word) : std::nullopt);
    }

    ElementReading operator()(const admx::MultiTextElement&) const
    {
        const auto word = image_.set_word(place_.value);
        return reading_of(image_, place_, word ? lines_of(*word) : std::nullopt);
    }

    ElementReading operator()(const admx::EnumElement& choice) const
    {
        return reading_of(image_, place_, chosen(choice));
    }

    ElementReading operator()(const admx::ListElement& list) const
    {
        std::vector<ListPair> pairs;
        for (const auto* const value : image_.list_values(place_.owner_key, list)) {
            auto text = text_of(value->outcome);
            if (const auto number = number_of(value->outcome); !text && number) {
                text = std::to_string(*number);
            }
            if (!text) {
                return {.state = ElementState::unrecognised};
            }
            pairs.push_back({to_utf8(value->name), *std::move(text)});
        }
        if (!pairs.empty()) {
            return {.state = ElementState::set, .value = std::move(pairs)};
        }
        return {.state = image_.clearing(place_.owner_key) ? ElementState::removed : ElementState::not_configured};
    }

private:
    [[nodiscard]] bool all_match(const admx::RegistryList& list) const
    {
        return image_.all_match(place_.owner_key, list);
    }

    static std::optional<ElementValue> number(const RegistryWord& word, const admx::DecimalElement& decimal)
    {
        if (!decimal.store_as_text) {
            const auto wanted = decimal.is_long ? RegistryType::qword : RegistryType::dword;
            return word.type == wanted ? number_of(word) : std::nullopt;
        }
        const auto text = text_of(word).value_or("");
        std::uint64_t value = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        return problem == std::errc{} && end == text.data() + text.size() ? std::optional<ElementValue>(value)
                                                                          : std::nullopt;
    }

    /// Of items with one value, the one whose further values are there, too.
    [[nodiscard]] std::optional<ElementValue> chosen(const admx::EnumElement& choice) const
    {
        std::optional<ElementValue> first;
        for (std::size_t i = 0; i < choice.items.size(); ++i) {
            const auto& item = choice.items[i];
            if (!image_.match(place_.value, item.value)) {
                continue;
            }
            if (item.value_list.empty() || all_match(item.value_list)) {
                return EnumChoice{i};
            }
            if (!first) {
                first = EnumChoice{i};
            }
        }
        return first;
    }

    const DefinitionMatch& image_;
    Place place_;
};

/// The element shares the policy's value, and that says no more than "enabled" (rule 8).
bool is_implied(const admx::PolicyDefinition& policy, const Place& place, const DefinitionMatch& image)
{
    return !policy.value_name.empty() && equals_icase(place.value.name, policy.value_name) &&
           equals_icase(place.value.key, policy.key) && image.match(place.value, on_value(policy));
}

} // namespace

ElementReading read_element(const admx::PolicyDefinition& policy, const admx::PolicyElement& element,
                            const DefinitionMatch& image)
{
    const Place place{key_of(policy, element), name_of(policy, element)};
    auto reading = std::visit(ElementReader(image, place), element.body);
    reading.element = &element;
    if (reading.state == ElementState::set && is_implied(policy, place, image)) {
        reading.state = ElementState::implied;
    }
    return reading;
}

} // namespace gpseal::policy
