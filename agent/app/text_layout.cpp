#include "text_layout.hpp"

#include "column_width.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace gpseal::app {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t narrowest_column = 20;
constexpr std::size_t widest_cell = 512;   ///< twice what a key's or a value's name may have on Windows
constexpr std::size_t widest_column = 200; ///< that other rows are padded to
constexpr std::size_t least_room = 16;     ///< for the fields of a record, however narrow the terminal

bool starts_code_point(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// Behind the changes of colour that stand there; they take no column.
std::size_t after_colour(std::string_view text, std::size_t at)
{
    while (at < text.size() && text[at] == '\x1b') {
        at = std::min(text.find('m', at), text.size() - 1) + 1;
    }
    return at;
}

/// Behind a mark of one word at `value`, "ok", and its blanks; nullopt: none stands there.
std::optional<std::size_t> behind_mark(std::string_view line, std::size_t value)
{
    const auto end = line.find(' ', value);
    const auto next = line.find_first_not_of(' ', end);
    return end != std::string_view::npos && next != std::string_view::npos && next > end + 1 ? std::optional(next)
                                                                                             : std::nullopt;
}

/// Where a line's value begins: behind a label and two blanks, and a mark, if that leaves the value half of the width.
std::size_t value_start(std::string_view line, std::size_t width)
{
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    const auto label_end = line.find("  ", indent);
    const auto value = line.find_first_not_of(' ', label_end);
    const bool has_label = label_end != std::string_view::npos && value != std::string_view::npos;
    const auto leaves_half = [&](std::size_t at) { return width_of(line.substr(0, at)) <= width / 2; };
    const auto start = has_label && leaves_half(value) ? value : std::min(indent, width / 2);
    const auto behind = start == value ? behind_mark(line, value) : std::nullopt;
    return behind && leaves_half(*behind) ? *behind : start;
}

void wrap_paragraph(std::string_view text, std::size_t width, std::vector<std::string>& lines)
{
    std::string line;
    std::size_t columns = 0;
    while (!text.empty()) {
        auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        for (std::size_t blank = line.empty() ? 0 : 1; !word.empty(); blank = 0) {
            const auto piece = first_piece(word);
            word.remove_prefix(piece.size());
            const auto more = width_of(piece);
            if (!line.empty() && columns + blank + more > width) {
                lines.push_back(std::exchange(line, {}));
                columns = 0;
                blank = 0;
            }
            line.append(blank, ' ').append(piece);
            columns += blank + more;
        }
    }
    lines.push_back(line);
}

void append_fitted(std::string& out, std::string_view line, std::size_t width)
{
    if (width == 0 || width_of(line) <= width) {
        out.append(line).append(1, '\n');
        return;
    }
    constexpr std::size_t step = 2;
    auto head = std::string(line.substr(0, value_start(line, width)));
    const auto rest = line.substr(head.size());
    const bool has_label = head.find_first_not_of(' ') != std::string::npos;
    const auto indent = std::min(width_of(head) + (has_label ? 0 : step), width / 2);
    std::vector<std::string> lines;
    wrap_paragraph(rest, width - indent, lines);
    for (const auto& part : lines) {
        out.append(std::exchange(head, std::string(indent, ' '))).append(part).append(1, '\n');
    }
}

} // namespace

std::size_t width_of(std::string_view utf8)
{
    std::size_t columns = 0;
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        at = after_colour(utf8, at);
        if (at < utf8.size() && starts_code_point(utf8[at])) {
            columns += columns_at(utf8, at);
        }
    }
    return columns;
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

std::vector<std::string> fold(std::string_view text, std::size_t width)
{
    std::vector<std::string> lines;
    while (width_of(text) > width && width != 0) {
        std::size_t end = 0;   // what fits
        std::size_t after = 0; // the last good place in it
        for (std::size_t columns = 0; end < text.size(); ++end) {
            if (starts_code_point(text[end])) {
                columns += columns_at(text, end);
                if (columns > width && end > 0) {
                    break;
                }
            }
            if (end > 0 && std::string_view(" \\/;,").find(text[end - 1]) != std::string_view::npos) {
                after = end;
            }
        }
        if (text[end] == ' ' || text[end - 1] == ' ' || after == 0) {
            after = end;
        }
        lines.emplace_back(text.substr(0, after));
        lines.back().erase(lines.back().find_last_not_of(' ') + 1);
        text.remove_prefix(after);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    }
    if (!text.empty()) {
        lines.emplace_back(text);
    }
    return lines;
}

std::string fitted(std::string_view text, std::size_t width)
{
    std::string out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        append_fitted(out, line, width);
    }
    return out;
}

std::string shorten(std::string_view text, std::size_t width)
{
    if (width_of(text) <= width) {
        return std::string(text);
    }
    std::size_t end = 0;
    for (std::size_t kept = 0; end < text.size(); ++end) {
        if (starts_code_point(text[end])) {
            kept += columns_at(text, end);
            if (kept >= std::max<std::size_t>(width, 1)) {
                break;
            }
        }
    }
    return std::string(text.substr(0, end)) + "…";
}

std::string clipped(std::string_view text)
{
    return shorten(text, widest_cell);
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
                   [](const std::string& cell) { return clipped(printable(cell)); });
    row.resize(rows_.front().size());
    rows_.push_back(std::move(row));
}

std::size_t Table::floor_of(std::size_t column, std::size_t natural, std::size_t width) const
{
    const auto least =
        column == 0 ? std::max(narrowest_column, width * 2 / 5) : narrowest_column; // a name to be copied
    return std::max(width_of(rows_.front()[column]), std::min(natural, least));
}

std::vector<std::size_t> Table::natural_widths() const
{
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], std::min(width_of(row[i]), widest_column));
        }
    }
    return widths;
}

std::optional<std::vector<std::size_t>> Table::column_widths(std::size_t width) const
{
    auto widths = natural_widths();
    std::vector<std::size_t> floors;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        floors.push_back(floor_of(i, widths[i], width));
    }
    const auto gaps = gap.size() * (widths.empty() ? 0 : widths.size() - 1);
    auto total = std::accumulate(widths.begin(), widths.end(), gaps);
    while (width != 0 && total > width) {
        std::size_t widest = widths.size();
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (widths[i] > floors[i] && (widest == widths.size() || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        if (widest == widths.size()) {
            return std::nullopt;
        }
        --widths[widest];
        --total;
    }
    return widths;
}

std::string Table::records(std::size_t width) const
{
    const auto& headers = rows_.front();
    std::size_t label = 0;
    for (const auto& header : headers) {
        label = std::max(label, width_of(header));
    }
    const auto room = std::max(width, label + gap.size() + least_room) - label - gap.size();
    std::string out;
    for (auto row = rows_.begin() + 1; row != rows_.end(); ++row) {
        const bool goes_on = row->front().empty() && !headers.front().empty(); // further lines of a row
        out += out.empty() || goes_on ? "" : "\n";
        for (std::size_t i = 0; i < row->size(); ++i) {
            auto head = pad(headers[i], label);
            for (const auto& line : fold((*row)[i], room)) {
                out += std::exchange(head, std::string(label, ' ')) + std::string(gap) + line + '\n';
            }
        }
    }
    return out;
}

std::string Table::text(std::size_t width) const
{
    const auto widths = column_widths(width);
    if (!widths) {
        return records(width);
    }
    std::string out;
    for (const auto& row : rows_) {
        std::vector<std::vector<std::string>> cells;
        std::size_t height = 1;
        for (std::size_t i = 0; i < row.size(); ++i) {
            cells.push_back(fold(row[i], width == 0 ? 0 : (*widths)[i]));
            height = std::max(height, cells.back().size());
        }
        for (std::size_t at = 0; at < height; ++at) {
            std::string line;
            for (std::size_t i = 0; i < row.size(); ++i) {
                line += (i == 0 ? std::string_view() : gap);
                line += pad(at < cells[i].size() ? cells[i][at] : std::string(), (*widths)[i]);
            }
            line.erase(line.find_last_not_of(' ') + 1);
            out += line + '\n';
        }
    }
    return out;
}

} // namespace gpseal::app
