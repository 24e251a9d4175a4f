#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// One line of an smb.conf as Samba's own reader sees it (lib/util/tini.c, 4.14 to 4.24): several physical lines when
/// a backslash ends them, runs of blanks folded into one.
struct SmbConfLine {
    enum class Kind {
        blank,
        comment, ///< starts with '#' or ';'; a backslash at its end continues nothing
        section, ///< starts with '['
        other,   ///< a parameter, or what Samba skips or stops at
    };

    Kind kind = Kind::blank;
    std::size_t begin = 0; ///< of its first byte, blanks before it included
    std::size_t end = 0;   ///< behind its newline, or the end of the text
    bool closed = false;   ///< a newline ended it, not the end of the text
    std::string content;   ///< of a section or other line: folded, without the newline

    [[nodiscard]] bool meaningful() const { return kind == Kind::section || kind == Kind::other; }
};

/// All lines, in order; together they cover the text.
[[nodiscard]] std::vector<SmbConfLine> smb_conf_lines(std::string_view text);

/// How many newlines must follow `text` so that what comes next starts a line of its own, physically and for Samba.
[[nodiscard]] std::size_t newlines_to_close(std::string_view text);

/// Whether a section line opens the global section: "global" or "globals", blanks and case ignored.
[[nodiscard]] bool opens_global(const SmbConfLine& line);

/// "NAME = VALUE": the name as Samba compares it (without blanks, in lower case), the value without blanks around it.
struct SmbConfParameter {
    std::string name;
    std::string value;
};

/// nullopt: the line sets nothing. Whether Samba knows the name is not looked at.
[[nodiscard]] std::optional<SmbConfParameter> parameter_of(const SmbConfLine& line);

/// A line that makes Samba read something that the block in this file cannot outrank for every user.
struct SmbConfIndirection {
    std::size_t line = 0; ///< physical, from 1
    std::string what;     ///< "include = registry", "config file", …; a fixed text

    bool operator==(const SmbConfIndirection&) const = default;
};

/// Those that stand in this file itself; included files are not followed.
[[nodiscard]] std::vector<SmbConfIndirection> smb_conf_indirections(std::string_view text);

/// Whether a line may send Samba to another file or to the registry, also to one that can be looked at. Rather too
/// often: any line but a comment that speaks of an include or of a configuration counts.
[[nodiscard]] bool may_send_elsewhere(std::string_view text);

} // namespace gpseal::agent
