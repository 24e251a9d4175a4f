#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// Untrusted text as it may stand in a page, in text and in quoted attributes: printable, then escaped. It stays on
/// one line, and its direction stays its own (<bdi>).
[[nodiscard]] std::string html_text(std::string_view untrusted);

/// A whole page. `title` is untrusted text, `body` is HTML. The page forbids itself to load or run anything.
[[nodiscard]] std::string html_page(std::string_view title, std::string_view body);

/// A table with a caption and column headers. Cells are HTML.
class HtmlTable {
public:
    HtmlTable(std::string_view caption, const std::vector<std::string_view>& headers);
    /// As many cells as there are headers; the first one heads the row.
    void add(const std::vector<std::string>& cells);
    [[nodiscard]] std::string html() const;

private:
    std::string text_;
};

} // namespace gpseal::agent
