#include "language_tag.hpp"

#include <algorithm>

namespace gpseal::app {

namespace {

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_subtag(std::string_view text)
{
    constexpr std::size_t longest = 8;
    return !text.empty() && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

} // namespace

bool is_language_tag(std::string_view word)
{
    constexpr std::size_t longest = 35; // RFC 5646, section 4.4.1
    const auto end = std::min(word.find_first_of("-_"), word.size());
    const auto language = word.substr(0, end);
    if (word.size() > longest || language.size() < 2 || language.size() > 3 ||
        !std::all_of(language.begin(), language.end(), is_letter)) {
        return false;
    }
    for (auto rest = word.substr(end); !rest.empty();) {
        rest.remove_prefix(1);
        const auto length = std::min(rest.find_first_of("-_"), rest.size());
        if (!is_subtag(rest.substr(0, length))) {
            return false;
        }
        rest.remove_prefix(length);
    }
    return true;
}

} // namespace gpseal::app
