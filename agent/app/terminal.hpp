#pragma once

#include "command.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace gpseal::app {

enum class Tone { heading, good, warning, bad, faint };

/// How results are to look where they go.
struct Terminal {
    bool interactive = false; ///< somebody looks at it
    bool color = false;
    std::size_t width = 80;      ///< for running text
    std::size_t table_width = 0; ///< for tables: 0 (no limit) when nobody looks, so that nothing is cut in a file

    /// The text in a colour, or as it is. The text must be printable already.
    [[nodiscard]] std::string paint(Tone tone, std::string_view text) const;
};

/// Looks at file descriptor `fd` (1 for results, 2 for messages), --color, NO_COLOR, TERM, COLUMNS and the window.
[[nodiscard]] Terminal terminal_of(int fd, const GlobalOptions& globals);

/// What terminal_of decides from; apart from it so that it can be tested.
struct TerminalFacts {
    bool is_terminal = false;
    std::size_t window_columns = 0; ///< 0: not known
    std::string_view columns;       ///< the environment variable; empty: unset
    std::string_view no_color;
    std::string_view term;
};

[[nodiscard]] Terminal decide_terminal(const TerminalFacts& facts, ColorMode mode);

} // namespace gpseal::app
