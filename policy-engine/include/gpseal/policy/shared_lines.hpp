#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

namespace gpseal::policy {

/// Bounds what is told of lists that share a key: each would tell all of its values again. All lines of each are told
/// until they are many times what the files have; from then on the first ones, and how many more there are.
class SharedLines {
public:
    static constexpr std::size_t always = 25;    ///< of each policy, or each element
    static constexpr std::size_t least = 50'000; ///< before anything is cut, however small the files are

    /// `entries` of the files; what all the lines together may be four times of.
    explicit SharedLines(std::size_t entries) : left_(std::max(least, 4 * entries)) {}

    [[nodiscard]] static SharedLines all() { return SharedLines(std::numeric_limits<std::size_t>::max() / 4); }

    /// How many of these lines are told.
    [[nodiscard]] std::size_t take(std::size_t lines)
    {
        const auto told = lines <= left_ ? lines : std::min(lines, always);
        left_ -= std::min(left_, told);
        return told;
    }

    /// From the beginning no more than the first ones.
    [[nodiscard]] static SharedLines first_ones()
    {
        auto lines = all();
        lines.left_ = 0;
        return lines;
    }

private:
    std::size_t left_;
};

} // namespace gpseal::policy
