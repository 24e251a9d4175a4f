#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <unordered_map>

namespace gpseal::admx {

[[nodiscard]] constexpr unsigned char folded(char c)
{
    return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/// equals_icase(), inline: names are compared a million times in a load.
[[nodiscard]] constexpr bool alike(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i] && folded(a[i]) != folded(b[i])) {
            return false;
        }
    }
    return true;
}

/// ASCII-case-insensitive order; names that differ in nothing but case come out in byte order.
[[nodiscard]] inline bool less_icase(std::string_view a, std::string_view b)
{
    const auto [x, y] =
        std::mismatch(a.begin(), a.end(), b.begin(), b.end(), [](char l, char r) { return folded(l) == folded(r); });
    if (x != a.end() && y != b.end()) {
        return folded(*x) < folded(*y);
    }
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

/// Eight bytes at a time; the bit that folds a letter is set in every byte, which only makes rare names collide.
struct IcaseHash {
    [[nodiscard]] std::size_t operator()(std::string_view text) const
    {
        constexpr std::uint64_t fold_bits = 0x2020202020202020U;
        constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15U; // 2^64 by the golden ratio
        std::uint64_t hash = text.size();
        const auto mix = [&](std::uint64_t block) {
            hash = (hash ^ (block | fold_bits)) * multiplier;
            hash ^= hash >> 29U;
        };
        std::uint64_t block = 0;
        if (text.size() < sizeof block) {
            if (!text.empty()) { // memcpy() takes no null, not even for nothing
                std::memcpy(&block, text.data(), text.size());
            }
            mix(block);
            return hash;
        }
        for (std::size_t at = 0; at + sizeof block < text.size(); at += sizeof block) {
            std::memcpy(&block, text.data() + at, sizeof block);
            mix(block);
        }
        std::memcpy(&block, text.data() + text.size() - sizeof block, sizeof block); // overlaps the one before
        mix(block);
        return hash;
    }
};

struct IcaseEqual {
    [[nodiscard]] bool operator()(std::string_view a, std::string_view b) const { return alike(a, b); }
};

template <typename T> using IcaseMap = std::unordered_map<std::string_view, T, IcaseHash, IcaseEqual>;

} // namespace gpseal::admx
