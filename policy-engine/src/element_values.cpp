#include "element_input.hpp"

#include <gpseal/base/nearest.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

tl::unexpected<Error> unknown_element(const admx::PolicyDefinition& policy, const std::string& id)
{
    std::vector<std::string_view> ids;
    std::string all;
    for (const auto& element : policy.elements) {
        ids.push_back(element.id);
        all += (all.empty() ? "" : ", ") + std::string(element.id);
    }
    const auto near = nearest(id, ids);
    const auto hint = near          ? "did you mean " + std::string(*near) + "?"
                      : ids.empty() ? "it has no elements"
                                    : "it has " + all;
    return fail(Errc::usage, "policy " + std::string(policy.name) + " has no element \"" + id + "\"; " + hint);
}

Result<void> check_ids(const admx::PolicyDefinition& policy, const PolicyWish& wish)
{
    for (const auto& input : wish.elements) {
        const auto count = std::count_if(policy.elements.begin(), policy.elements.end(),
                                         [&](const auto& element) { return equals_icase(element.id, input.id); });
        if (count == 0) {
            return unknown_element(policy, input.id);
        }
        if (count > 1) {
            return fail(Errc::refused, "policy " + std::string(policy.name) + " has " + std::to_string(count) +
                                           " elements with the id \"" + input.id +
                                           "\", so that a value for it is a guess; its template has to be mended");
        }
    }
    return {};
}

/// What the editor's dialog shows in an element before anybody touches it.
class Defaults {
public:
    explicit Defaults(const admx::Widget* widget) : widget_(widget) {}

    ElementValue operator()(const admx::BooleanElement&) const
    {
        return widget_ != nullptr && widget_->default_checked;
    }
    ElementValue operator()(const admx::DecimalElement&) const
    {
        constexpr std::uint64_t of_schema = 1;
        return widget_ == nullptr ? ElementValue() : ElementValue(widget_->default_number.value_or(of_schema));
    }
    ElementValue operator()(const admx::TextElement&) const
    {
        return std::string(widget_ == nullptr ? std::string_view{} : widget_->default_text);
    }
    ElementValue operator()(const admx::MultiTextElement&) const { return std::vector<std::string>(); }
    ElementValue operator()(const admx::EnumElement& choice) const
    {
        const auto item = widget_ == nullptr ? std::nullopt : widget_->default_item;
        return item && *item < choice.items.size() ? ElementValue(EnumChoice{*item}) : ElementValue();
    }
    ElementValue operator()(const admx::ListElement&) const { return std::vector<ListPair>(); }

private:
    const admx::Widget* widget_;
};

bool is_required(const admx::PolicyElement& element)
{
    const auto* const number = std::get_if<admx::DecimalElement>(&element.body);
    const auto* const choice = std::get_if<admx::EnumElement>(&element.body);
    return (number != nullptr && number->required) || (choice != nullptr && choice->required);
}

Result<ElementValue> default_value(const PolicyTemplate& policy, const admx::PolicyElement& element)
{
    const auto* const widget = policy.presentation == nullptr ? nullptr : policy.presentation->of(element.id);
    auto value = std::visit(Defaults(widget), element.body);
    const auto id = std::string(element.id);
    if (std::holds_alternative<std::monostate>(value) && is_required(element)) {
        return fail(Errc::usage, "element " + id + " (" + std::string(kind_name(element)) +
                                     ") is required and has no default; give it with --element " + id + "=VALUE");
    }
    if (auto checked = check_element(element, value); !checked) {
        auto error = checked.error();
        error.message += "; give it with --element " + id + "=VALUE";
        return fail(std::move(error));
    }
    return value;
}

/// What stands in the file stays only where it could be set: a wish is refused for what it leaves, too, not in silence
/// for one and by name for the other.
Result<ElementValue> kept_value(const admx::PolicyElement& element, const ElementValue& value)
{
    if (auto checked = check_element(element, value); !checked) {
        return fail(Errc::refused, checked.error().message + ", and the file has that; say with --element " +
                                       std::string(element.id) + "=VALUE what it shall be");
    }
    return value;
}

Result<ElementValue> value_of(const PolicyTemplate& policy, const PolicyWish& wish, const ElementReading& current)
{
    const auto& element = *current.element;
    std::vector<std::string> words;
    for (const auto& input : wish.elements) {
        if (equals_icase(input.id, element.id)) {
            words.push_back(input.value);
        }
    }
    if (words.empty()) {
        if (current.state == ElementState::unrecognised) {
            return fail(Errc::refused,
                        "element " + std::string(element.id) +
                            " holds data that this template does not know, perhaps a newer one's; say with "
                            "--element " +
                            std::string(element.id) + "=VALUE what it shall be");
        }
        const bool is_set = current.state == ElementState::set || current.state == ElementState::implied;
        return is_set ? kept_value(element, current.value) : default_value(policy, element);
    }
    auto value = parse_element(element, words);
    if (value) {
        if (auto checked = check_element(element, *value); !checked) {
            return fail(checked.error());
        }
    }
    return value;
}

} // namespace

Result<std::vector<ElementValue>> element_values(const PolicyTemplate& policy, const PolicyWish& wish,
                                                 const PolicyReading& current)
{
    if (auto known = check_ids(policy.definition, wish); !known) {
        return fail(known.error());
    }
    std::vector<ElementValue> values;
    for (const auto& element : current.elements) {
        auto value = value_of(policy, wish, element);
        if (!value) {
            return fail(value.error());
        }
        values.push_back(*std::move(value));
    }
    return values;
}

} // namespace gpseal::policy
