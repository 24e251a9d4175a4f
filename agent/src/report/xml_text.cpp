#include "report/xml_text.hpp"

#include <gpseal/base/utf.hpp>

#include <array>
#include <cstdint>
#include <cstdio>

namespace gpseal::agent {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Bytes of the character that begins with this one, in well-formed UTF-8.
std::size_t length_of(char first)
{
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::uint32_t code_point_of(std::string_view character)
{
    constexpr std::array<unsigned, 5> first_bits{0, 0x7F, 0x1F, 0x0F, 0x07};
    std::uint32_t point = static_cast<unsigned char>(character[0]) & first_bits.at(character.size());
    for (const char next : character.substr(1)) {
        point = point << 6U | (static_cast<unsigned char>(next) & 0x3FU);
    }
    return point;
}

bool fits_xml(std::string_view character)
{
    if (character.size() == 1) {
        const auto byte = static_cast<unsigned char>(character[0]);
        return byte >= 0x20 || byte == '\t' || byte == '\n';
    }
    return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

} // namespace

std::string xml_text(std::string_view untrusted)
{
    const auto valid = valid_utf8(untrusted);
    std::string text;
    for (std::size_t i = 0; i < valid.size();) {
        const auto character = std::string_view(valid).substr(i, length_of(valid[i]));
        text += fits_xml(character) ? character : replacement;
        i += character.size();
    }
    return text;
}

std::string ascii_xml(std::string_view utf8)
{
    std::string text;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto character = utf8.substr(i, length_of(utf8[i]));
        if (character.size() == 1) {
            text += character;
        } else {
            std::array<char, 16> reference{};
            (void)std::snprintf(reference.data(), reference.size(), "&#x%X;", code_point_of(character));
            text += reference.data();
        }
        i += character.size();
    }
    return text;
}

} // namespace gpseal::agent
