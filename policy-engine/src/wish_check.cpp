#include "wish_check.hpp"

#include "definition_match.hpp"
#include "definition_names.hpp"
#include "element_reading.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

/// Whether an element reads back as its value; the kinds fit each other.
class ReadsBack {
public:
    ReadsBack(const DefinitionMatch& image, const admx::PolicyDefinition& policy, const ElementReading& reading)
        : image_(image), place_(name_of(policy, *reading.element)), reading_(reading)
    {
    }

    bool operator()(const admx::BooleanElement&, bool checked) const
    {
        const bool is_set = reading_.state == ElementState::set || reading_.state == ElementState::implied;
        return is_set ? reading_.value == ElementValue(checked)
                      : !checked && reading_.state != ElementState::unrecognised; // unchecked may write nothing
    }

    /// Two items may have one value, and then either is what was asked for.
    bool operator()(const admx::EnumElement& choice, EnumChoice chosen) const
    {
        const auto& item = choice.items.at(chosen.index);
        return image_.match(place_, item.value) &&
               (item.value_list.empty() || image_.all_match(place_.key, item.value_list));
    }

    /// Others may have lines in an additive list's key. Any other list is what it was set to and nothing more: also
    /// what GPOs before this one set there has to be cleared away.
    bool operator()(const admx::ListElement& list, const std::vector<ListPair>& wanted) const
    {
        const auto* const found = std::get_if<std::vector<ListPair>>(&reading_.value);
        const auto lines = found == nullptr ? std::vector<ListPair>() : *found;
        const auto same = [](const ListPair& a, const ListPair& b) {
            return equals_icase(a.name, b.name) && a.data == b.data;
        };
        const auto has = [&](const std::vector<ListPair>& all, const ListPair& line) {
            return std::any_of(all.begin(), all.end(), [&](const ListPair& each) { return same(each, line); });
        };
        const auto all_there =
            std::all_of(wanted.begin(), wanted.end(), [&](const ListPair& line) { return has(lines, line); });
        if (list.additive) {
            return all_there;
        }
        const auto none_more =
            std::all_of(lines.begin(), lines.end(), [&](const ListPair& line) { return has(wanted, line); });
        return all_there && none_more && reading_.state != ElementState::unrecognised &&
               image_.clearing(place_.key).has_value();
    }

    bool operator()(const admx::DecimalElement&, std::uint64_t number) const { return is(number); }
    bool operator()(const admx::TextElement&, const std::string& text) const { return is(text); }
    bool operator()(const admx::MultiTextElement&, const std::vector<std::string>& lines) const { return is(lines); }

    template <typename Body, typename Value> bool operator()(const Body&, const Value&) const { return true; }

private:
    [[nodiscard]] bool is(const ElementValue& wanted) const { return reading_.value == wanted; }

    const DefinitionMatch& image_;
    ValueName place_;
    const ElementReading& reading_;
};

/// What else of the policy writes where the element does.
std::string rival_of(const admx::PolicyDefinition& policy, const admx::PolicyElement& element)
{
    const auto place = name_of(policy, element);
    if (place.name.empty() && !std::holds_alternative<admx::ListElement>(element.body)) {
        return "its template names no value to write it to";
    }
    for (const auto& other : policy.elements) {
        if (&other != &element && !other.value_name.empty() && is_same(name_of(policy, other), place)) {
            return "element " + std::string(other.id) + " writes the same value, " + std::string(place.key) + '!' +
                   std::string(place.name);
        }
    }
    return "another part of the template, or a later entry of the file, changes it";
}

} // namespace

Result<void> check_wish(const PolicyTemplate& policy, const PolicyWish& wish, std::span<const ElementValue> values,
                        const RegistryImage& image)
{
    const auto& elements = policy.definition.elements;
    const DefinitionMatch match(image);
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto& element = elements[i];
        const bool is_asked = std::any_of(wish.elements.begin(), wish.elements.end(), [&](const ElementInput& input) {
            return equals_icase(input.id, element.id);
        });
        if (!is_asked) {
            continue;
        }
        const auto reading = read_element(policy.definition, element, match);
        const ReadsBack reads_back(match, policy.definition, reading);
        if (!std::visit(reads_back, element.body, values[i])) {
            return fail(Errc::refused,
                        "element " + std::string(element.id) + " of policy " + std::string(policy.definition.name) +
                            " would not read back as the value given: " + rival_of(policy.definition, element) +
                            "; nothing was written");
        }
    }
    return {};
}

} // namespace gpseal::policy
