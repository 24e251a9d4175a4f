#pragma once

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace gpseal::admx {

[[nodiscard]] inline unsigned char folded(char c)
{
    return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
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

struct IcaseHash {
    [[nodiscard]] std::size_t operator()(std::string_view text) const
    {
        std::uint64_t hash = 0xcbf29ce484222325U; // FNV-1a
        for (const auto c : text) {
            hash = (hash ^ folded(c)) * 0x100000001b3U;
        }
        return hash;
    }
};

struct IcaseEqual {
    [[nodiscard]] bool operator()(std::string_view a, std::string_view b) const { return equals_icase(a, b); }
};

template <typename T> using IcaseMap = std::unordered_map<std::string_view, T, IcaseHash, IcaseEqual>;

} // namespace gpseal::admx
