#include "text_encoding.hpp"

#include "labelled_text.hpp"

#include <gpseal/base/utf.hpp>

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>

namespace gpseal::admx {

namespace {

enum class Encoding { utf8, utf16_little, utf16_big };

struct Sniffed {
    Encoding encoding = Encoding::utf8;
    std::size_t mark_size = 0;
};

/// XML starts with an ASCII character, so a NUL beside it gives UTF-16 away where there is no mark.
Sniffed sniff(std::span<const std::byte> bytes)
{
    const auto at = [&](std::size_t i) { return i < bytes.size() ? std::to_integer<unsigned>(bytes[i]) : 0x100U; };
    if (at(0) == 0xEF && at(1) == 0xBB && at(2) == 0xBF) {
        return {Encoding::utf8, 3};
    }
    if (at(0) == 0xFF && at(1) == 0xFE) {
        return {Encoding::utf16_little, 2};
    }
    if (at(0) == 0xFE && at(1) == 0xFF) {
        return {Encoding::utf16_big, 2};
    }
    if (at(0) != 0 && at(1) == 0) {
        return {Encoding::utf16_little, 0};
    }
    if (at(0) == 0 && at(1) != 0) {
        return {Encoding::utf16_big, 0};
    }
    return {};
}

std::vector<std::byte> bytes_of(std::string_view text)
{
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

Result<DecodedText> from_utf16(std::span<std::byte> bytes, Encoding encoding)
{
    if (bytes.size() % 2 != 0) {
        return fail(Errc::malformed, "the UTF-16 text ends inside a character");
    }
    if (encoding == Encoding::utf16_big) {
        for (std::size_t i = 0; i < bytes.size(); i += 2) {
            std::swap(bytes[i], bytes[i + 1]);
        }
    }
    return DecodedText{.bytes = bytes_of(to_utf8(bytes))};
}

/// The bytes of the character that `text` starts with; 0: they are not well-formed UTF-8 (RFC 3629).
std::size_t character_size(std::string_view text)
{
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto continues = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80; };
    const auto lead = at(0);
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xE0) {
        return lead >= 0xC2 && continues(1) ? 2 : 0;
    }
    if (lead < 0xF0) {
        const bool is_overlong = lead == 0xE0 && at(1) < 0xA0;
        const bool is_surrogate = lead == 0xED && at(1) >= 0xA0;
        return continues(1) && continues(2) && !is_overlong && !is_surrogate ? 3 : 0;
    }
    const bool is_overlong = lead == 0xF0 && at(1) < 0x90;
    const bool is_too_large = lead > 0xF4 || (lead == 0xF4 && at(1) >= 0x90);
    return continues(1) && continues(2) && continues(3) && !is_overlong && !is_too_large ? 4 : 0;
}

template <typename Number> Number number_at(const char* from)
{
    static_assert(std::endian::native == std::endian::little, "the first character is in the lowest byte");
    Number number = 0;
    std::memcpy(&number, from, sizeof number);
    return number;
}

/// The same for nearly all that is not ASCII, in one look at four bytes; 0: of another size, or ill-formed.
std::size_t usual_character_size(std::uint32_t bytes)
{
    if ((bytes & 0xC0E0U) == 0x80C0U) {
        const bool is_overlong = (bytes & 0x1EU) == 0;
        return is_overlong ? 0 : 2;
    }
    if ((bytes & 0xC0C0F0U) == 0x8080E0U) {
        const auto top = bytes & 0x200FU; // the five highest bits of the character
        const bool is_overlong = top == 0;
        const bool is_surrogate = top == 0x200DU;
        return is_overlong || is_surrogate ? 0 : 3;
    }
    return 0;
}

/// How many bytes from the start are ASCII, found 32 at a time: most text is nothing else.
std::size_t ascii_size(std::string_view text)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    constexpr std::size_t word = sizeof high_bits;
    std::size_t at = 0;
    for (; at + 4 * word <= text.size(); at += 4 * word) {
        const auto* const from = text.data() + at; // four loads; an array of four would be copied first
        if (((number_at<std::uint64_t>(from) | number_at<std::uint64_t>(from + word) |
              number_at<std::uint64_t>(from + 2 * word) | number_at<std::uint64_t>(from + 3 * word)) &
             high_bits) != 0) {
            break;
        }
    }
    for (; at + word <= text.size(); at += word) {
        if (const auto found = number_at<std::uint64_t>(text.data() + at) & high_bits; found != 0) {
            return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
        }
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) {
        ++at;
    }
    return at;
}

/// The first byte that is not part of well-formed UTF-8, or the size.
std::size_t find_ill_formed(std::string_view text)
{
    std::size_t at = ascii_size(text);
    while (at < text.size()) {
        const bool is_near_end = at + sizeof(std::uint32_t) > text.size();
        auto size = is_near_end ? 0 : usual_character_size(number_at<std::uint32_t>(text.data() + at));
        if (size == 0) {
            size = character_size(text.substr(at));
        }
        if (size == 0) {
            return at;
        }
        at += size;
        if (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) {
            at += ascii_size(text.substr(at));
        }
    }
    return at;
}

} // namespace

bool is_utf16(std::span<const std::byte> bytes)
{
    return sniff(bytes).encoding != Encoding::utf8;
}

Result<DecodedText> decode_text(std::vector<std::byte> bytes)
{
    const auto [encoding, mark_size] = sniff(bytes);
    if (encoding != Encoding::utf8) {
        return from_utf16(std::span(bytes).subspan(mark_size), encoding);
    }
    DecodedText decoded{.bytes = std::move(bytes), .mark_size = mark_size};
    const auto bad = find_ill_formed(decoded.text());
    if (bad == decoded.text().size()) {
        return decoded;
    }
    if (const auto labelled = mark_size == 0 ? decode_by_label(decoded.text()) : std::nullopt) {
        return DecodedText{
            .bytes = bytes_of(labelled->utf8), .first_ill_formed = labelled->first_unmapped, .by_label = true};
    }
    decoded.first_ill_formed = bad;
    decoded.bytes = bytes_of(valid_utf8(decoded.text()));
    decoded.mark_size = 0;
    return decoded;
}

} // namespace gpseal::admx
