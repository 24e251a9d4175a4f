#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

/// Columns that the text takes on a terminal: its code points, wide ones of East Asia as two (combining characters are
/// counted as one, a change of colour by Terminal::paint() as none).
[[nodiscard]] std::size_t width_of(std::string_view utf8);

/// The text in lines of at most `width` columns, broken between words; a longer word stays whole on its own line. An
/// empty line in the text stays. Untrusted text comes out printable; the lines have no line feed.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// The whole text in lines of at most `width` columns, broken at blanks or behind \\ / ; and , where there is one, else
/// anywhere; none for an empty text. The text has to be printable().
[[nodiscard]] std::vector<std::string> fold(std::string_view text, std::size_t width);

/// A text of lines whose longer ones are broken between words to `width` columns (0: as they are); a longer word, such
/// as a registry key that is to be copied, stays whole. A line goes on below its value where it is a label, two blanks
/// or more and a value (a mark such as "ok" and two blanks stay with the label), else two columns further in. The text
/// has to be printable().
[[nodiscard]] std::string fitted(std::string_view text, std::size_t width);

/// What a table, or a line, shows of one untrusted text, however long that is: 512 columns. --json has all of it.
[[nodiscard]] std::string clipped(std::string_view text);

/// Shortens to `width` columns; what was cut shows as one "…" at the end.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t width);

/// Fills with spaces up to `width` columns.
[[nodiscard]] std::string pad(std::string text, std::size_t width);

/// Columns of untrusted text under headers.
class Table {
public:
    explicit Table(std::vector<std::string> headers);

    /// As many cells as there are headers. They are clipped().
    void add(const std::vector<std::string>& cells);

    /// Lines with line feeds, two spaces between columns, no space at the end of a line. With a `width` the cells of
    /// the widest columns are folded until the lines fit; where that would leave a column too narrow to be read, every
    /// row becomes a record, one field a line. 0 is no limit; a cell of more than 200 columns then pushes what follows
    /// it aside, so that the longest one does not make every row as long.
    [[nodiscard]] std::string text(std::size_t width) const;

private:
    [[nodiscard]] std::size_t floor_of(std::size_t column, std::size_t natural, std::size_t width) const;
    [[nodiscard]] std::vector<std::size_t> natural_widths() const;
    [[nodiscard]] std::optional<std::vector<std::size_t>>
    column_widths(std::size_t width) const; ///< nullopt: too narrow
    [[nodiscard]] std::string records(std::size_t width) const;

    std::vector<std::vector<std::string>> rows_; ///< the headers first
};

} // namespace gpseal::app
