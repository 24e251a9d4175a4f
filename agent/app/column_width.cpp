#include "column_width.hpp"

#include <algorithm>
#include <cstdint>

namespace gpseal::app {

namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

/// Of Unicode's EastAsianWidth what is W or F, in blocks.
constexpr Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},
                          {0xA960, 0xA97F},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
                          {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
                          {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

constexpr std::u32string_view closing =
    U"、。，．・：；？！）］｝〉》」』】〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}";
constexpr std::u32string_view opening = U"（［｛〈《「『【〔([{";

struct Character {
    char32_t code_point = 0;
    std::size_t size = 1;
};

/// The text is valid UTF-8; of one that is not, each byte is a character.
Character character_at(std::string_view utf8, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
    const auto lead = byte(at);
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (size == 1 || at + size > utf8.size()) {
        return {lead, 1};
    }
    char32_t code_point = lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        code_point = code_point << 6U | (byte(at + i) & 0x3FU);
    }
    return {code_point, size};
}

bool is_wide(char32_t c)
{
    return std::any_of(std::begin(wide), std::end(wide),
                       [c](const Range& range) { return c >= range.first && c <= range.last; });
}

bool is_in(std::u32string_view set, char32_t c)
{
    return set.find(c) != std::u32string_view::npos;
}

} // namespace

std::size_t columns_at(std::string_view utf8, std::size_t at)
{
    return is_wide(character_at(utf8, at).code_point) ? 2 : 1;
}

std::string_view first_piece(std::string_view word)
{
    Character before;
    for (std::size_t at = 0; at < word.size(); at += before.size) {
        const auto here = character_at(word, at);
        if (at > 0 && (is_wide(before.code_point) || is_wide(here.code_point)) && !is_in(opening, before.code_point) &&
            !is_in(closing, here.code_point)) {
            return word.substr(0, at);
        }
        before = here;
    }
    return word;
}

} // namespace gpseal::app
