#include "element_input.hpp"

#include "element_words.hpp"
#include "item_search.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

constexpr std::string_view directive_mark = "**";

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(), [&](std::string_view each) { return equals_icase(word, each); });
}

struct Limits {
    std::uint64_t least = 0;
    std::uint64_t most = 0;
};

/// What a number may be in its template and in its registry type.
Limits limits_of(const admx::DecimalElement& decimal)
{
    return {static_cast<std::uint64_t>(std::max<std::int64_t>(decimal.minimum, 0)),
            decimal.is_long ? decimal.maximum : std::min<std::uint64_t>(decimal.maximum, 0xFFFFFFFFU)};
}

/// Reads the words for one kind of element.
class InputParser {
public:
    InputParser(const admx::PolicyElement& element, const std::vector<std::string>& words)
        : element_(element), words_(words)
    {
    }

    Result<ElementValue> operator()(const admx::BooleanElement&) const
    {
        const auto& word = words_.front();
        if (is_one_of(word, {"true", "1", "yes", "on", "checked", "enabled"})) {
            return ElementValue(true);
        }
        if (is_one_of(word, {"false", "0", "no", "off", "unchecked", "disabled"})) {
            return ElementValue(false);
        }
        return bad(element_, "is a check box: true or false, not \"" + word + '"');
    }

    Result<ElementValue> operator()(const admx::DecimalElement& decimal) const
    {
        const auto number = number_in(words_.front());
        if (!number) { // no number at all, or one beyond 64 bits or below 0
            const auto [least, most] = limits_of(decimal);
            return bad(element_, "takes a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                                     ", not \"" + words_.front() + '"');
        }
        return ElementValue(*number);
    }

    Result<ElementValue> operator()(const admx::TextElement&) const { return ElementValue(words_.front()); }

    Result<ElementValue> operator()(const admx::MultiTextElement&) const
    {
        return ElementValue(is_emptied() ? std::vector<std::string>() : words_);
    }

    Result<ElementValue> operator()(const admx::EnumElement& choice) const
    {
        const auto index = find_item(element_, choice, words_.front());
        return index ? Result<ElementValue>(EnumChoice{*index}) : fail(index.error());
    }

    Result<ElementValue> operator()(const admx::ListElement& list) const
    {
        std::vector<ListPair> pairs;
        if (is_emptied()) {
            return ElementValue(std::move(pairs));
        }
        for (const auto& word : words_) {
            if (word.empty()) {
                return bad(element_, "is emptied by " + std::string(element_.id) + "= alone, not beside other lines");
            }
            const auto equals = word.find('=');
            if (list.explicit_value && equals == std::string::npos) {
                return bad(element_, "takes lines NAME=DATA, not \"" + word + '"');
            }
            if (list.explicit_value) {
                pairs.push_back({word.substr(0, equals), word.substr(equals + 1)});
            } else if (list.value_prefix) {
                pairs.push_back({std::string(*list.value_prefix) + std::to_string(pairs.size() + 1), word});
            } else {
                pairs.push_back({word, word});
            }
        }
        return ElementValue(std::move(pairs));
    }

private:
    [[nodiscard]] bool is_emptied() const { return words_.size() == 1 && words_.front().empty(); }

    const admx::PolicyElement& element_;
    const std::vector<std::string>& words_;
};

/// Checks a value against its element; the kinds fit each other.
class InputCheck {
public:
    explicit InputCheck(const admx::PolicyElement& element) : element_(element) {}

    Result<void> operator()(const admx::DecimalElement& decimal, std::uint64_t number) const
    {
        const auto [least, most] = limits_of(decimal);
        if (number < least || number > most) {
            return bad(element_, "takes " + std::to_string(least) + " to " + std::to_string(most) + ", not " +
                                     std::to_string(number));
        }
        return {};
    }

    Result<void> operator()(const admx::TextElement& text, const std::string& value) const
    {
        return text.required && value.empty() ? bad(element_, "must not be empty") : check_text(value, text.max_length);
    }

    Result<void> operator()(const admx::MultiTextElement& text, const std::vector<std::string>& lines) const
    {
        if (text.required && lines.empty()) {
            return bad(element_, "needs at least one line");
        }
        if (text.max_strings != 0 && lines.size() > text.max_strings) {
            return bad(element_, "takes at most " + std::to_string(text.max_strings) + " lines, not " +
                                     std::to_string(lines.size()));
        }
        for (const auto& line : lines) {
            if (line.empty()) {
                return bad(element_, "cannot hold an empty line: the registry ends the list there");
            }
            if (auto checked = check_text(line, text.max_length); !checked) {
                return checked;
            }
        }
        return {};
    }

    Result<void> operator()(const admx::ListElement&, const std::vector<ListPair>& pairs) const
    {
        std::vector<std::string> names;
        for (const auto& pair : pairs) {
            if (pair.name.empty() || pair.name.starts_with(directive_mark)) {
                return bad(element_, "cannot name a value \"" + pair.name + '"');
            }
            names.push_back(ascii_lower(pair.name));
            for (const auto* const text : {&pair.name, &pair.data}) {
                if (auto checked = check_text(*text, spec_max_data_size / 2); !checked) {
                    return checked;
                }
            }
        }
        std::sort(names.begin(), names.end());
        const auto twice = std::adjacent_find(names.begin(), names.end());
        return twice == names.end() ? Result<void>() : bad(element_, "has \"" + *twice + "\" twice");
    }

    template <typename Body, typename Value> Result<void> operator()(const Body&, const Value&) const { return {}; }

private:
    [[nodiscard]] Result<void> check_text(const std::string& text, std::uint64_t max_length) const
    {
        if (valid_utf8(text) != text || text.find('\0') != std::string::npos) {
            return bad(element_, "takes UTF-8 text without NUL");
        }
        const auto length = to_utf16le(text).size() / 2;
        if (length > max_length) {
            return bad(element_,
                       "takes at most " + std::to_string(max_length) + " characters, not " + std::to_string(length));
        }
        return {};
    }

    const admx::PolicyElement& element_;
};

} // namespace

Result<ElementValue> parse_element(const admx::PolicyElement& element, const std::vector<std::string>& words)
{
    const bool takes_lines = std::holds_alternative<admx::ListElement>(element.body) ||
                             std::holds_alternative<admx::MultiTextElement>(element.body);
    if (words.size() != 1 && !takes_lines) {
        return bad(element, "takes one value, and was given " + std::to_string(words.size()));
    }
    return std::visit(InputParser(element, words), element.body);
}

Result<void> check_element(const admx::PolicyElement& element, const ElementValue& value)
{
    return std::visit(InputCheck(element), element.body, value);
}

} // namespace gpseal::policy
