#include "element_reading.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <charconv>
#include <set>
#include <span>

namespace gpseal::policy {

namespace {

struct Place {
    std::string_view owner_key;
    ValueName value;
};

using Words = std::vector<RegistryWord>;

Words word_list(const std::optional<RegistryWord>& word)
{
    return word ? Words{*word} : Words();
}

/// What every kind but the list has in common: deleted, absent, or data that `value` was read from.
ElementReading reading_of(const DefinitionMatch& image, const Place& place, std::optional<ElementValue> value)
{
    const auto set = image.set_word(place.value);
    if (value) {
        return {.state = ElementState::set, .value = *std::move(value), .words = word_list(set)};
    }
    if (set) {
        return {.state = ElementState::unrecognised, .words = {*set}};
    }
    const auto deleted = image.deletion(place.value);
    return {.state = deleted ? ElementState::removed : ElementState::not_configured, .words = word_list(deleted)};
}

class ElementReader {
public:
    ElementReader(const DefinitionMatch& image, Place place, ListReading& lists)
        : image_(image), place_(place), lists_(lists)
    {
    }

    ElementReading operator()(const admx::BooleanElement& box) const
    {
        if (auto words = words_of(true_value(box), box.true_list); !words.empty()) {
            return {.state = ElementState::set, .value = true, .words = std::move(words)};
        }
        auto words = box.false_value ? words_of(*box.false_value, box.false_list) : words_of(box.false_list);
        if (words.empty()) {
            words = word_list(image_.deletion(place_.value));
        }
        return words.empty() ? reading_of(image_, place_, std::nullopt)
                             : ElementReading{.state = ElementState::set, .value = false, .words = std::move(words)};
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
        const auto item = chosen(choice);
        auto reading = reading_of(image_, place_, item ? std::optional<ElementValue>(*item) : std::nullopt);
        if (item) {
            if (const auto deleted = image_.deletion(place_.value); reading.words.empty() && deleted) {
                reading.words.push_back(*deleted); // an item that <delete/> stands for
            }
            const auto more = image_.matches(place_.owner_key, choice.items[item->index].value_list);
            reading.words.insert(reading.words.end(), more.begin(), more.end());
        }
        return reading;
    }

    ElementReading operator()(const admx::ListElement& list) const
    {
        const auto values = lines_of_list(list);
        const auto unread = std::find_if(values.begin(), values.end(),
                                         [](const ImageValue* value) { return !is_line(value->outcome); });
        if (unread != values.end()) {
            return {.state = ElementState::unrecognised, .words = {(*unread)->outcome}};
        }
        if (values.empty()) {
            const auto cleared = image_.clearing(place_.owner_key);
            return {.state = cleared ? ElementState::removed : ElementState::not_configured,
                    .words = word_list(cleared)};
        }
        ElementReading reading{.state = ElementState::set};
        const auto told = lists_.lines.take(values.size());
        std::vector<ListPair> pairs;
        for (const auto* const value : std::span(values).first(told)) {
            pairs.push_back({to_utf8(value->name), line_text(value->outcome)});
            reading.words.push_back(value->outcome);
        }
        reading.value = std::move(pairs);
        reading.more = values.size() - told;
        std::set<std::size_t> gpos;
        for (const auto* const value : std::span(values).subspan(told)) {
            gpos.insert(value->outcome.gpo);
        }
        reading.more_gpos.assign(gpos.begin(), gpos.end());
        return reading;
    }

private:
    /// The entries that make the box's value what is wanted, or all of the list's values; none: neither is so.
    [[nodiscard]] Words words_of(const admx::RegistryValue& wanted, const std::optional<admx::RegistryList>& list) const
    {
        auto words = word_list(image_.match(place_.value, wanted));
        const auto more = words_of(list);
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    [[nodiscard]] Words words_of(const std::optional<admx::RegistryList>& list) const
    {
        return list && all_match(*list) ? image_.matches(place_.owner_key, *list) : Words();
    }

    [[nodiscard]] bool all_match(const admx::RegistryList& list) const
    {
        return image_.all_match(place_.owner_key, list);
    }

    /// A line is a text, or a number, which reads as one.
    static bool is_line(const RegistryWord& word)
    {
        return word.type == RegistryType::sz || word.type == RegistryType::expand_sz || number_of(word).has_value();
    }

    static std::string line_text(const RegistryWord& word)
    {
        const auto number = number_of(word);
        return number ? std::to_string(*number) : text_of(word).value_or("");
    }

    /// The policy's other parts may have their values in the list's key, and these are no lines.
    [[nodiscard]] std::vector<const ImageValue*> lines_of_list(const admx::ListElement& list) const
    {
        auto values = image_.list_values(place_.owner_key, list);
        std::erase_if(values, [&](const ImageValue* value) { return lists_.names.has(place_.owner_key, value->name); });
        return values;
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
    [[nodiscard]] std::optional<EnumChoice> chosen(const admx::EnumElement& choice) const
    {
        std::optional<EnumChoice> first;
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
    ListReading& lists_;
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
    auto all = SharedLines::all();
    ListReading lists{OwnNames(policy), all};
    return read_element(policy, element, image, lists);
}

ElementReading read_element(const admx::PolicyDefinition& policy, const admx::PolicyElement& element,
                            const DefinitionMatch& image, ListReading& lists)
{
    const Place place{key_of(policy, element), name_of(policy, element)};
    auto reading = std::visit(ElementReader(image, place, lists), element.body);
    reading.element = &element;
    if (reading.state == ElementState::set && is_implied(policy, place, image)) {
        reading.state = ElementState::implied;
    }
    return reading;
}

} // namespace gpseal::policy
