#include "enforce/unified_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gpseal::agent {

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t context = 3;
constexpr std::ptrdiff_t max_edits = 1000;

enum class Edit : char { keep = ' ', drop = '-', add = '+' };

Lines split(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const auto size = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

std::vector<Edit> replace_all(const Lines& before, const Lines& after)
{
    std::vector<Edit> edits(before.size(), Edit::drop);
    edits.insert(edits.end(), after.size(), Edit::add);
    return edits;
}

/// Follows the furthest-reaching paths back from the end (Myers, "An O(ND) Difference Algorithm", section 4).
std::vector<Edit> backtrack(const std::vector<std::vector<std::ptrdiff_t>>& trace, std::ptrdiff_t x, std::ptrdiff_t y)
{
    std::vector<Edit> edits;
    for (auto d = static_cast<std::ptrdiff_t>(trace.size()) - 1; d >= 0; --d) {
        const auto& reach = trace[static_cast<std::size_t>(d)];
        const auto at = [&reach, d](std::ptrdiff_t k) { return reach[static_cast<std::size_t>(k + d + 1)]; };
        const auto k = x - y;
        const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
        const auto from_k = down ? k + 1 : k - 1;
        const auto from_x = d == 0 ? 0 : at(from_k);
        const auto from_y = d == 0 ? 0 : from_x - from_k;
        for (; x > from_x && y > from_y; --x, --y) {
            edits.push_back(Edit::keep);
        }
        if (d > 0) {
            edits.push_back(down ? Edit::add : Edit::drop);
        }
        x = from_x;
        y = from_y;
    }
    std::reverse(edits.begin(), edits.end());
    return edits;
}

std::vector<Edit> shortest_edit(const Lines& before, const Lines& after)
{
    const auto n = static_cast<std::ptrdiff_t>(before.size());
    const auto m = static_cast<std::ptrdiff_t>(after.size());
    std::vector<std::vector<std::ptrdiff_t>> trace;
    std::vector<std::ptrdiff_t> reach = {0, 0, 0}; // diagonals -d-1 … d+1
    for (std::ptrdiff_t d = 0; d <= std::min(n + m, max_edits); ++d) {
        trace.push_back(reach);
        std::vector<std::ptrdiff_t> next(static_cast<std::size_t>(2 * d + 5), 0);
        const auto at = [&reach, d](std::ptrdiff_t k) { return reach[static_cast<std::size_t>(k + d + 1)]; };
        for (auto k = -d; k <= d; k += 2) {
            const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
            auto x = d == 0 ? 0 : down ? at(k + 1) : at(k - 1) + 1;
            while (x < n && x - k < m &&
                   before[static_cast<std::size_t>(x)] == after[static_cast<std::size_t>(x - k)]) {
                ++x;
            }
            next[static_cast<std::size_t>(k + d + 2)] = x;
            if (x >= n && x - k >= m) {
                return backtrack(trace, n, m);
            }
        }
        reach = std::move(next);
    }
    return replace_all(before, after);
}

std::string range(std::size_t start, std::size_t count)
{
    return std::to_string(count == 0 ? start : start + 1) + (count == 1 ? "" : "," + std::to_string(count));
}

/// Where we are in the edits, and in both texts.
struct Position {
    std::size_t edit = 0;
    std::size_t before = 0;
    std::size_t after = 0;
};

void advance(Position& at, Edit edit)
{
    ++at.edit;
    at.before += edit != Edit::add ? 1U : 0U;
    at.after += edit != Edit::drop ? 1U : 0U;
}

/// Behind the hunk whose first change is at `change`: further changes at most two contexts away belong to it.
std::size_t hunk_end(const std::vector<Edit>& edits, std::size_t change)
{
    auto end = change;
    for (auto i = change; i < edits.size() && i <= end + 2 * context; ++i) {
        end = edits[i] != Edit::keep ? i : end;
    }
    return std::min(end + context + 1, edits.size());
}

} // namespace

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after)
{
    if (before == after) {
        return {};
    }
    const auto old_lines = split(before);
    const auto new_lines = split(after);
    const auto edits = shortest_edit(old_lines, new_lines);
    auto text = "--- " + std::string(name) + "\n+++ " + std::string(name) + "\n";
    Position at;
    while (true) {
        const auto change =
            static_cast<std::size_t>(std::find_if(edits.begin() + static_cast<std::ptrdiff_t>(at.edit), edits.end(),
                                                  [](Edit edit) { return edit != Edit::keep; }) -
                                     edits.begin());
        if (change == edits.size()) {
            return text;
        }
        while (at.edit + context < change) {
            advance(at, Edit::keep);
        }
        const auto start = at;
        std::string body;
        for (const auto end = hunk_end(edits, change); at.edit < end;) {
            const auto edit = edits[at.edit];
            const auto line = edit == Edit::add ? new_lines[at.after] : old_lines[at.before];
            body += static_cast<char>(edit);
            body += line;
            body += line.ends_with('\n') ? "" : "\n\\ No newline at end of file\n";
            advance(at, edit);
        }
        text += "@@ -" + range(start.before, at.before - start.before) + " +" +
                range(start.after, at.after - start.after) + " @@\n" + body;
    }
}

} // namespace gpseal::agent
