#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <numeric>

namespace gpseal::app {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t narrowest_column = 8;

bool starts_code_point(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

void wrap_paragraph(std::string_view text, std::size_t width, std::vector<std::string>& lines)
{
    std::string line;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        if (word.empty()) {
            continue;
        }
        if (!line.empty() && width_of(line) + 1 + width_of(word) > width) {
            lines.push_back(std::move(line));
            line.clear();
        }
        line += (line.empty() ? "" : " ") + std::string(word);
    }
    lines.push_back(line);
}

} // namespace

std::size_t width_of(std::string_view utf8)
{
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), starts_code_point));
}

std::vector<std::string> wrap(std::string_view text, std::size_t width)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto paragraph = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(paragraph.size() + 1, text.size()));
        wrap_paragraph(printable(paragraph), width, lines);
    }
    return lines;
}

std::string shorten(std::string_view text, std::size_t width)
{
    if (width_of(text) <= width) {
        return std::string(text);
    }
    std::size_t end = 0;
    for (std::size_t kept = 0; end < text.size(); ++end) {
        if (starts_code_point(text[end]) && ++kept == std::max<std::size_t>(width, 1)) {
            break;
        }
    }
    return std::string(text.substr(0, end)) + "…";
}

std::string pad(std::string text, std::size_t width)
{
    const auto has = width_of(text);
    return has < width ? text.append(width - has, ' ') : text;
}

Table::Table(std::vector<std::string> headers)
{
    rows_.push_back(std::move(headers));
}

void Table::add(const std::vector<std::string>& cells)
{
    std::vector<std::string> row;
    std::transform(cells.begin(), cells.end(), std::back_inserter(row),
                   [](const std::string& cell) { return printable(cell); });
    row.resize(rows_.front().size());
    rows_.push_back(std::move(row));
}

std::vector<std::size_t> Table::column_widths(std::size_t width) const
{
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], width_of(row[i]));
        }
    }
    const auto gaps = gap.size() * (widths.empty() ? 0 : widths.size() - 1);
    auto total = std::accumulate(widths.begin(), widths.end(), gaps);
    while (width != 0 && total > width) {
        const auto widest = std::max_element(widths.begin(), widths.end());
        const auto& header = rows_.front()[static_cast<std::size_t>(widest - widths.begin())];
        const auto floor = std::max(narrowest_column, width_of(header));
        if (*widest <= floor) {
            break;
        }
        // down to the next widest column at once, or as far as needed
        auto others = widths;
        others.erase(others.begin() + (widest - widths.begin()));
        const auto next = others.empty() ? 0 : *std::max_element(others.begin(), others.end());
        const auto target = std::max({*widest - std::min(total - width, *widest), std::min(next, *widest - 1), floor});
        total -= *widest - target;
        *widest = target;
    }
    return widths;
}

std::string Table::text(std::size_t width) const
{
    const auto widths = column_widths(width);
    std::string out;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += (i == 0 ? std::string_view() : gap);
            line += pad(shorten(row[i], widths[i]), widths[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

} // namespace gpseal::app
