#include <gpseal/base/nearest.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace gpseal {

namespace {

constexpr std::size_t max_word = 64;

/// Optimal string alignment: insert, delete, replace, exchange neighbours.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            const std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + differs});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[a.size()][b.size()];
}

} // namespace

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates)
{
    if (word.empty() || word.size() > max_word) {
        return std::nullopt;
    }
    const auto folded = ascii_lower(word);
    std::optional<std::string_view> best;
    std::size_t limit = std::max<std::size_t>(word.size() / 3, 1) + 1;
    for (const auto candidate : candidates) {
        const bool abbreviated = folded.size() >= 2 && candidate.substr(0, folded.size()) == folded;
        const auto far = abbreviated ? 1 : distance(folded, ascii_lower(candidate.substr(0, max_word)));
        if (far < limit) {
            limit = far;
            best = candidate;
        }
    }
    return best;
}

} // namespace gpseal
