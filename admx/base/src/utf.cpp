#include <gpseal/base/utf.hpp>

#include <utf8.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>

namespace gpseal {

namespace {

constexpr std::uint32_t replacement = 0xFFFD;

char16_t unit_at(Utf16Bytes text, std::size_t index)
{
    return static_cast<char16_t>(std::to_integer<unsigned>(text[2 * index]) |
                                 std::to_integer<unsigned>(text[2 * index + 1]) << 8U);
}

bool is_high(std::uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

bool is_low(std::uint32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// The code point at `index`, which moves past it; a lone surrogate comes back as itself.
std::uint32_t next_code_point(Utf16Bytes text, std::size_t& index)
{
    const std::uint32_t first = unit_at(text, index++);
    if (is_high(first) && index < text.size() / 2 && is_low(unit_at(text, index))) {
        return 0x10000 + ((first - 0xD800) << 10U) + (unit_at(text, index++) - 0xDC00U);
    }
    return first;
}

/// Writes the first four units as four bytes; false, and nothing is written, where one is not ASCII.
bool put_four_ascii(Utf16Bytes text, char* to)
{
    static_assert(std::endian::native == std::endian::little, "the first unit is in the lowest bytes");
    std::uint64_t units = 0;
    std::memcpy(&units, text.data(), sizeof units);
    if ((units & 0xFF80FF80FF80FF80U) != 0) {
        return false;
    }
    units = (units | units >> 8U) & 0x0000FFFF0000FFFFU;
    const auto bytes = static_cast<std::uint32_t>(units | units >> 16U);
    std::memcpy(to, &bytes, sizeof bytes);
    return true;
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Three bytes even for a surrogate, so that two different ill-formed names keep different keys (WTF-8).
void append_wtf8(std::string& out, std::uint32_t code_point)
{
    if (is_high(code_point) || is_low(code_point)) {
        out += static_cast<char>(0xE0U | code_point >> 12U);
        out += static_cast<char>(0x80U | (code_point >> 6U & 0x3FU));
        out += static_cast<char>(0x80U | (code_point & 0x3FU));
        return;
    }
    utf8::unchecked::append(code_point, std::back_inserter(out));
}

/// Characters that could rewrite what stands around them: controls, separators, bidirectional marks, BOM.
bool must_escape(std::uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

std::string escaped(std::uint32_t c)
{
    std::array<char, 16> text{};
    const int length = c < 0x100 ? std::snprintf(text.data(), text.size(), "\\x%02x", c)
                                 : std::snprintf(text.data(), text.size(), "\\u{%x}", c);
    return {text.data(), static_cast<std::size_t>(length)};
}

void append_json_escape(std::string& out, std::uint32_t c)
{
    std::array<char, 16> text{};
    const auto length = c < 0x10000 ? std::snprintf(text.data(), text.size(), "\\u%04x", c)
                                    : std::snprintf(text.data(), text.size(), "\\u%04x\\u%04x",
                                                    0xD800 + ((c - 0x10000) >> 10U), 0xDC00 + ((c - 0x10000) & 0x3FFU));
    out.append(text.data(), static_cast<std::size_t>(length));
}

} // namespace

std::string to_utf8(Utf16Bytes text)
{
    constexpr std::size_t units_of_a_part = 64;
    constexpr std::size_t most_bytes_of_a_unit = 3;
    std::array<char, (units_of_a_part + 1) * most_bytes_of_a_unit> part{}; // the last character may be two units
    const auto count = text.size() / 2;
    std::string out;
    out.reserve(count);
    for (std::size_t i = 0; i < count;) {
        auto* to = part.data();
        for (const auto end = std::min(i + units_of_a_part, count); i < end;) {
            if (end - i >= 4 && put_four_ascii(text.subspan(2 * i), to)) { // nearly always
                i += 4;
                to += 4;
                continue;
            }
            const auto c = next_code_point(text, i);
            to = utf8::unchecked::append(is_high(c) || is_low(c) ? replacement : c, to);
        }
        out.append(part.data(), static_cast<std::size_t>(to - part.data()));
    }
    return out;
}

std::string valid_utf8(std::string_view text)
{
    return utf8::replace_invalid(text, char32_t{replacement});
}

std::string to_utf16le(std::string_view utf8_text)
{
    const auto valid = valid_utf8(utf8_text);
    std::u16string units;
    utf8::unchecked::utf8to16(valid.begin(), valid.end(), std::back_inserter(units));
    std::string out;
    out.reserve(units.size() * 2);
    for (const auto unit : units) {
        out += static_cast<char>(unit & 0xFFU);
        out += static_cast<char>(unit >> 8U);
    }
    return out;
}

bool starts_with_ascii_icase(Utf16Bytes text, std::string_view ascii)
{
    if (text.size() / 2 < ascii.size()) {
        return false;
    }
    for (std::size_t i = 0; i < ascii.size(); ++i) {
        const auto unit = unit_at(text, i);
        if (unit > 0x7F || lower(static_cast<char>(unit)) != lower(ascii[i])) {
            return false;
        }
    }
    return true;
}

bool equals_ascii_icase(Utf16Bytes text, std::string_view ascii)
{
    return text.size() == 2 * ascii.size() && starts_with_ascii_icase(text, ascii);
}

std::string fold_key(Utf16Bytes text)
{
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size() / 2;) {
        const auto c = next_code_point(text, i);
        append_wtf8(out, c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return out;
}

bool equals_icase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string ascii_lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

std::string inert_json(std::string_view json)
{
    std::string out;
    out.reserve(json.size());
    const auto* at = json.data();
    const auto* const end = at + json.size();
    while (at != end) {
        const auto* const start = at;
        if (const auto byte = static_cast<unsigned char>(*at); byte < 0x7F) { // JSON's own text, nearly always
            out += *at++;
            continue;
        }
        std::uint32_t code_point = replacement;
        try {
            code_point = utf8::next(at, end);
        } catch (const utf8::exception&) {
            at = start + 1;
            utf8::unchecked::append(replacement, std::back_inserter(out));
            continue;
        }
        if (must_escape(code_point)) {
            append_json_escape(out, code_point);
        } else {
            out.append(start, at);
        }
    }
    return out;
}

std::string printable(std::string_view utf8_text)
{
    std::string out;
    out.reserve(utf8_text.size());
    const auto* at = utf8_text.data();
    const auto* const end = at + utf8_text.size();
    while (at != end) {
        const auto* const start = at;
        std::uint32_t code_point = 0;
        try {
            code_point = utf8::next(at, end);
        } catch (const utf8::exception&) {
            out += escaped(static_cast<std::uint8_t>(*start));
            at = start + 1;
            continue;
        }
        if (must_escape(code_point)) {
            out += escaped(code_point);
        } else {
            out.append(start, at);
        }
    }
    return out;
}

} // namespace gpseal
