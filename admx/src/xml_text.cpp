#include "xml_text.hpp"

#include <utf8.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace gpseal::admx {

namespace {

/// The character that &#N; or &#xN; names; none: no character that XML knows.
std::optional<std::uint32_t> numbered_character(std::string_view digits)
{
    const bool is_hex = digits.starts_with('x');
    digits.remove_prefix(is_hex ? 1 : 0);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, is_hex ? 16 : 10);
    const bool is_surrogate = number >= 0xD800 && number <= 0xDFFF;
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || number == 0 ||
        number > 0x10FFFF || is_surrogate) {
        return std::nullopt;
    }
    return number;
}

constexpr std::array<std::pair<std::string_view, char>, 5> named_characters = {
    {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};

/// Writes what the reference at the start of `text` stands for, which is never longer than it, and returns the
/// reference's length; 0: it is none.
std::size_t write_reference(char*& to, std::string_view text)
{
    constexpr std::size_t longest = 12; // &#x0010FFFF; is more than anybody writes
    const auto end = text.substr(0, longest).find(';');
    if (end == std::string_view::npos) {
        return 0;
    }
    const auto name = text.substr(1, end - 1);
    if (name.starts_with('#')) {
        const auto character = numbered_character(name.substr(1));
        if (!character) {
            return 0;
        }
        to = utf8::unchecked::append(*character, to);
        return end + 1;
    }
    for (const auto& [known, character] : named_characters) {
        if (name == known) {
            *to++ = character;
            return end + 1;
        }
    }
    return 0;
}

std::size_t length_of_break(std::string_view text)
{
    return text.starts_with("\r\n") ? 2 : 1;
}

bool is_break_or_tab(char c)
{
    return c == '\t' || c == '\r' || c == '\n';
}

bool holds(std::string_view text, char c)
{
    return text.find(c) != std::string_view::npos;
}

char* write(char* to, std::string_view text)
{
    return std::copy(text.begin(), text.end(), to);
}

/// A bit for each of eight characters that decoded_attribute() might change, and for a NUL; right up to the first.
std::uint32_t not_plain(const char* text)
{
    static_assert(std::endian::native == std::endian::little, "the first character is in the lowest byte");
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t gather_lowest_bits = 0x0102040810204080U;
    std::uint64_t word = 0;
    std::memcpy(&word, text, sizeof word);
    const auto ampersands = word ^ ('&' * ones);
    const auto found = ((word - ' ' * ones) & ~word) | ((ampersands - ones) & ~ampersands);
    return static_cast<std::uint32_t>((((found >> 7U) & ones) * gather_lowest_bits) >> 56U);
}

} // namespace

std::size_t plain_size(const char* text)
{
    for (std::size_t size = 0;; size += plain_size_stride) {
        // one branch for most values: how long they are cannot be foreseen
        const auto* const from = text + size;
        const auto found =
            not_plain(from) | not_plain(from + 8) << 8U | not_plain(from + 16) << 16U | not_plain(from + 24) << 24U;
        if (found != 0) {
            return size + static_cast<std::size_t>(std::countr_zero(found));
        }
    }
}

char* write_unreferenced(char* to, std::string_view raw)
{
    for (auto at = raw.find('\r'); at != std::string_view::npos; at = raw.find('\r')) {
        to = write(to, raw.substr(0, at));
        raw.remove_prefix(at + 1);
        if (!raw.starts_with('\n')) { // else it comes with what follows
            *to++ = '\n';
        }
    }
    return write(to, raw);
}

char* write_decoded(char* to, std::string_view raw)
{
    while (true) {
        const auto at = raw.find('&');
        to = write_unreferenced(to, raw.substr(0, at));
        if (at == std::string_view::npos) {
            return to;
        }
        raw.remove_prefix(at);
        auto taken = write_reference(to, raw);
        if (taken == 0) {
            *to++ = '&';
            taken = 1;
        }
        raw.remove_prefix(taken);
    }
}

std::string_view decoded_text(std::string_view raw, TextPool& pool)
{
    return holds(raw, '&') || holds(raw, '\r') ? pool.keep(write_decoded(pool.room(raw.size()), raw)) : raw;
}

std::string_view decoded_attribute(std::string_view raw, TextPool& pool)
{
    auto* to = pool.room(raw.size());
    while (!raw.empty()) {
        std::size_t taken = 0;
        if (raw.front() == '&') {
            taken = write_reference(to, raw);
        } else if (is_break_or_tab(raw.front())) {
            *to++ = ' ';
            taken = length_of_break(raw);
        }
        if (taken == 0) {
            *to++ = raw.front();
            taken = 1;
        }
        raw.remove_prefix(taken);
    }
    return pool.keep(to);
}

} // namespace gpseal::admx
