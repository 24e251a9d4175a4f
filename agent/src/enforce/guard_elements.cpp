#include "enforce/guard_elements.hpp"

#include <algorithm>

namespace gpseal::agent {

namespace {

constexpr std::string_view space = " \t\n";
constexpr std::size_t max_key = 3;

/// Words, commas and quoted strings of a list of elements, one after the other.
class Words {
public:
    explicit Words(std::string_view text) : text_(text) { next(); }

    /// The word that is due; empty: the end. A quoted string keeps its first quote.
    [[nodiscard]] std::string_view due() const { return due_; }

    std::string_view take()
    {
        const auto word = due_;
        next();
        return word;
    }

    bool take_if(std::string_view word)
    {
        const bool is_it = due_ == word;
        if (is_it) {
            next();
        }
        return is_it;
    }

private:
    void next()
    {
        text_.remove_prefix(std::min(text_.find_first_not_of(space), text_.size()));
        const auto length = text_.starts_with('"')   ? text_.find('"', 1)
                            : text_.starts_with(',') ? std::size_t{1}
                                                     : text_.find_first_of(" \t\n,\"");
        if (text_.starts_with('"') && length == std::string_view::npos) {
            due_ = "{"; // a string without an end: no word that anything takes
            text_ = {};
            return;
        }
        due_ = text_.substr(0, length);
        text_.remove_prefix(std::min(due_.size() + (due_.starts_with('"') ? 1U : 0U), text_.size()));
    }

    std::string_view text_;
    std::string_view due_;
};

/// "6d23h57m32s404ms" in whole seconds.
std::optional<std::int64_t> duration(std::string_view text)
{
    constexpr std::int64_t most = std::int64_t{1} << 40;
    std::int64_t seconds = 0;
    if (text.empty()) {
        return std::nullopt;
    }
    while (!text.empty()) {
        const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
        const auto number = decimal<std::int64_t>(text.substr(0, digits));
        text.remove_prefix(digits);
        const auto unit = text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
        text.remove_prefix(unit.size());
        const std::int64_t factor = unit == "d"    ? 86400
                                    : unit == "h"  ? 3600
                                    : unit == "m"  ? 60
                                    : unit == "s"  ? 1
                                    : unit == "ms" ? 0
                                                   : -1;
        if (!number || *number > most || factor < 0) {
            return std::nullopt;
        }
        seconds += *number * factor;
        if (seconds > most) {
            return std::nullopt;
        }
    }
    return seconds;
}

bool is_value(std::string_view word)
{
    return !word.empty() && word.find_first_of("{}\",") == std::string_view::npos && word != ".";
}

bool read_key(Words& words, GuardElement& element)
{
    do {
        if (!is_value(words.due()) || element.key.size() == max_key) {
            return false;
        }
        element.key.push_back(words.take());
    } while (words.take_if("."));
    return element.key.size() >= 2;
}

bool read_counter(Words& words, GuardElement& element)
{
    if (!words.take_if("packets")) {
        return false;
    }
    const auto packets = decimal<std::uint64_t>(words.take());
    const bool whole = packets && words.take_if("bytes") && decimal<std::uint64_t>(words.take());
    element.packets = packets.value_or(0);
    return whole;
}

/// What stands behind the key, in any order.
bool read_details(Words& words, GuardElement& element)
{
    while (!words.due().empty() && words.due() != ",") {
        bool understood = false;
        if (words.take_if("counter")) {
            understood = read_counter(words, element);
        } else if (words.take_if("timeout")) {
            understood = duration(words.take()).has_value();
        } else if (words.take_if("expires")) {
            element.expires = duration(words.take());
            understood = element.expires.has_value();
        } else if (words.take_if("comment")) {
            understood = words.due().starts_with('"');
            element.comment = understood ? words.take().substr(1) : std::string_view();
        }
        if (!understood) {
            return false;
        }
    }
    return true;
}

} // namespace

std::optional<std::vector<GuardElement>> parse_guard_elements(std::string_view text)
{
    std::vector<GuardElement> elements;
    Words words(text);
    do {
        auto& element = elements.emplace_back();
        if (!read_key(words, element) || !read_details(words, element)) {
            return std::nullopt;
        }
    } while (words.take_if(","));
    return words.due().empty() ? std::optional(std::move(elements)) : std::nullopt;
}

} // namespace gpseal::agent
