#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal {

enum class IniLineKind { blank, comment, section, entry, other };

/// One line of an INI file. All text is UTF-8 where the file was UTF-16, else the file's own bytes: show it through
/// printable() only.
struct IniLine {
    IniLineKind kind = IniLineKind::blank;
    std::string section; ///< the section it stands in (for a section line: its name), as written; empty before any
    std::string key;     ///< of an entry, without surrounding space
    std::string value;   ///< of an entry, without surrounding space; quotes and comment signs stay
    std::string text;    ///< the whole line, its line feed included

    bool operator==(const IniLine&) const = default;
};

inline constexpr std::size_t max_ini_size = std::size_t{1} << 20;
inline constexpr std::size_t max_ini_lines = 20000;

/// An INI file that keeps its lines: what stands where, nothing interpreted, nothing lost.
///
/// Lines end with LF or CRLF. A comment begins with `;` or `#` as the first sign of its line; a value holds what
/// follows the first `=`. `[name]` opens a section; a name ends at the first `]`, and only space may follow it. Any
/// other line is `other`: whether that is an error is the reader's business (gpseal.conf: yes; gpt.ini: no).
class IniDocument {
public:
    /// UTF-8 or ANSI; a UTF-8 BOM is skipped, UTF-16 is known by its BOM. Errc::malformed: a NUL, or half a UTF-16
    /// code unit; Errc::limit_exceeded: more than max_ini_size bytes or max_ini_lines lines. `origin` names the input.
    [[nodiscard]] static Result<IniDocument> parse(std::span<const std::byte> bytes, std::string_view origin);

    /// In file order; the line number is the index + 1.
    [[nodiscard]] const std::vector<IniLine>& lines() const { return lines_; }

    /// The first entry of that name, as GetPrivateProfileString finds it; null: none. Names compare
    /// ASCII-case-insensitively, also over sections that are opened twice.
    [[nodiscard]] const IniLine* find(std::string_view section, std::string_view key) const;

    [[nodiscard]] bool has_section(std::string_view section) const;

    /// The file's text, as UTF-8 where it was UTF-16 and without its BOM.
    [[nodiscard]] std::string text() const;

private:
    std::vector<IniLine> lines_;
};

} // namespace gpseal
