#include "utf8_check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gpseal::admx {

namespace {

/// GCC and clang make of it what the processor has.
using Block = std::uint8_t __attribute__((vector_size(16)));

constexpr std::size_t stride = 4 * sizeof(Block);
constexpr std::size_t longest_start = 3; ///< of a character before its last byte
constexpr std::size_t read_ahead = 2048; ///< asked of the memory: by itself it stops at the end of each page

Block load(const char* from)
{
    Block block;
    std::memcpy(&block, from, sizeof block);
    return block;
}

bool is_any_set(Block block)
{
    std::array<std::uint64_t, 2> halves{};
    static_assert(sizeof halves == sizeof block);
    std::memcpy(halves.data(), &block, sizeof block);
    return (halves[0] | halves[1]) != 0;
}

/// Of a comparison, which yields signed bytes.
template <typename Compared> Block mask(Compared compared)
{
    return std::bit_cast<Block>(compared);
}

/// Not zero: that byte breaks a rule of RFC 3629, section 4, with the three before it. Where a character lacks its end,
/// that is the byte behind it.
Block ill_formed(const char* from)
{
    const auto byte = load(from);
    const auto before = load(from - 1);
    const auto second_before = load(from - 2);
    const auto third_before = load(from - 3);
    const auto continues = mask((byte & 0xC0) == 0x80);
    const auto has_to = mask(before >= 0xC0) | mask(second_before >= 0xE0) | mask(third_before >= 0xF0);
    const auto is_never = mask(byte == 0xC0) | mask(byte == 0xC1) | mask(byte >= 0xF5);
    const auto is_overlong = (mask(before == 0xE0) & mask(byte < 0xA0)) | (mask(before == 0xF0) & mask(byte < 0x90));
    const auto is_surrogate = mask(before == 0xED) & mask(byte >= 0xA0);
    const auto is_too_large = mask(before == 0xF4) & mask(byte >= 0x90);
    return (continues ^ has_to) | is_never | is_overlong | is_surrogate | is_too_large;
}

/// The same of a stride and its NULs; the three bytes in front of it are looked at, too.
Block ill_formed_or_nul(const char* from)
{
    const auto first = load(from);
    const auto second = load(from + sizeof(Block));
    const auto third = load(from + 2 * sizeof(Block));
    const auto fourth = load(from + 3 * sizeof(Block));
    const auto nuls = mask(first == 0) | mask(second == 0) | mask(third == 0) | mask(fourth == 0);
    const auto all = first | second | third | fourth | load(from - longest_start);
    if (!is_any_set(all & 0x80)) { // ASCII, as most text
        return nuls;
    }
    return nuls | ill_formed(from) | ill_formed(from + sizeof(Block)) | ill_formed(from + 2 * sizeof(Block)) |
           ill_formed(from + 3 * sizeof(Block));
}

} // namespace

bool is_utf8_without_nul(std::string_view text)
{
    std::array<char, longest_start + stride> edge{};
    // a stride with blanks where it would leave the text
    const auto padded = [&](std::size_t begin) {
        edge.fill(' ');
        const auto before = std::min(begin, longest_start);
        const auto part = text.substr(begin - before, before + stride);
        std::copy(part.begin(), part.end(), edge.data() + longest_start - before);
        return edge.data() + longest_start;
    };
    auto bad = ill_formed_or_nul(padded(0));
    const auto whole = text.size() / stride * stride;
    for (auto at = stride; at < whole; at += stride) {
        __builtin_prefetch(text.data() + std::min(at + read_ahead, text.size()));
        bad |= ill_formed_or_nul(text.data() + at);
    }
    bad |= ill_formed_or_nul(padded(whole)); // blanks at its end: a character that the text cuts is seen
    return !is_any_set(bad);
}

} // namespace gpseal::admx
