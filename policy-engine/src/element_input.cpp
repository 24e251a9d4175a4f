#include "element_input.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace gpseal::policy {

namespace {

constexpr std::string_view directive_mark = "**";

tl::unexpected<Error> bad(const admx::PolicyElement& element, const std::string& what)
{
    return fail(Errc::usage,
                "element " + std::string(element.id) + " (" + std::string(kind_name(element)) + ") " + what);
}

std::optional<std::uint64_t> number_in(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        text.remove_prefix(2);
        base = 16;
    }
    std::uint64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number, base);
    return problem == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(), [&](std::string_view each) { return equals_icase(word, each); });
}

bool has_value(const admx::RegistryValue& value, const std::string& word)
{
    const auto number = number_in(word);
    switch (value.kind) {
    case admx::ValueKind::decimal:
    case admx::ValueKind::long_decimal:
        return number == value.number;
    case admx::ValueKind::string:
        return equals_icase(value.text, word);
    case admx::ValueKind::deletion:
    case admx::ValueKind::unreadable:
        return false;
    }
    return false;
}

std::string items_of(const admx::EnumElement& choice)
{
    constexpr std::size_t shown = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(choice.items.size(), shown); ++i) {
        text += (i == 0 ? "" : ", ") + ('"' + std::string(choice.items[i].display_name) + '"');
    }
    return text + (choice.items.size() > shown ? " and " + std::to_string(choice.items.size() - shown) + " more" : "");
}

std::string places_of(const std::vector<std::size_t>& indices)
{
    std::string text;
    for (const auto index : indices) {
        text += (text.empty() ? "#" : ", #") + std::to_string(index + 1);
    }
    return text;
}

/// Finds the item of an enum that a word means: its display name, its value or its place, which counts from 1.
class ItemSearch {
public:
    ItemSearch(const admx::PolicyElement& element, const admx::EnumElement& choice) : element_(element), choice_(choice)
    {
    }

    [[nodiscard]] Result<std::size_t> find(const std::string& word) const
    {
        auto found = all([&](const admx::EnumItem& item) { return equals_icase(item.display_name, word); });
        if (found.size() > 1) { // names that differ by case only are told apart by it
            if (auto exact = all([&](const admx::EnumItem& item) { return item.display_name == word; });
                exact.size() == 1) {
                return exact.front();
            }
        }
        if (found.empty()) {
            found = all([&](const admx::EnumItem& item) { return has_value(item.value, word); });
        }
        if (found.empty() && word.starts_with('#')) {
            return at_place(word);
        }
        if (found.empty()) {
            return bad(element_, "has no item \"" + word + "\"; it has " + items_of(choice_));
        }
        if (found.size() > 1) {
            return bad(element_, "has \"" + word + "\" more than once; name one by its place: " + places_of(found));
        }
        return found.front();
    }

private:
    [[nodiscard]] Result<std::size_t> at_place(const std::string& word) const
    {
        const auto place = number_in(std::string_view(word).substr(1));
        const auto count = choice_.items.size();
        if (!place || *place == 0 || *place > count) {
            return bad(element_, count == 0 ? "has no items"
                                            : "has the places #1 to #" + std::to_string(count) + ", not " + word);
        }
        return static_cast<std::size_t>(*place - 1);
    }

    template <typename Predicate> [[nodiscard]] std::vector<std::size_t> all(Predicate is_it) const
    {
        std::vector<std::size_t> indices;
        for (std::size_t i = 0; i < choice_.items.size(); ++i) {
            if (is_it(choice_.items[i])) {
                indices.push_back(i);
            }
        }
        return indices;
    }

    const admx::PolicyElement& element_;
    const admx::EnumElement& choice_;
};

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

    Result<ElementValue> operator()(const admx::DecimalElement&) const
    {
        const auto number = number_in(words_.front());
        if (!number) {
            return bad(element_, "takes a whole number, not \"" + words_.front() + '"');
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
        const auto index = ItemSearch(element_, choice).find(words_.front());
        return index ? Result<ElementValue>(EnumChoice{*index}) : fail(index.error());
    }

    Result<ElementValue> operator()(const admx::ListElement& list) const
    {
        std::vector<ListPair> pairs;
        for (const auto& word : is_emptied() ? std::vector<std::string>() : words_) {
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
        const auto least = static_cast<std::uint64_t>(std::max<std::int64_t>(decimal.minimum, 0));
        const auto most = decimal.is_long ? decimal.maximum : std::min<std::uint64_t>(decimal.maximum, 0xFFFFFFFFU);
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
