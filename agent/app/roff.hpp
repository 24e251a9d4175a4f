#pragma once

#include "command_table.hpp"

#include <gpseal/agent/exit_code.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace gpseal::app {

// Pieces of a man(7) page.

inline constexpr std::size_t roff_width = 70; ///< of source lines: leaves room for escapes below the 80 of linters

/// Backslashes, hyphens and apostrophes as themselves, no line that reads as a request.
[[nodiscard]] std::string roff(std::string_view text);
/// Running text in short source lines.
[[nodiscard]] std::string roff_text(std::string_view text);
[[nodiscard]] std::string roff_quoted(std::string_view text);
/// Of a text with an empty line between them.
[[nodiscard]] std::string roff_paragraphs(std::string_view text);
/// "--config FILE" and what it means; what it means alone under any other term.
[[nodiscard]] std::string roff_options(std::span<const OptionSpec> options);
[[nodiscard]] std::string roff_entry(std::string_view term, std::string_view meaning);
[[nodiscard]] std::string roff_exits(std::span<const agent::ExitCode> codes);

struct PageName {
    std::string_view name;
    std::string_view section;
};
/// The page's head, up to its one line of NAME.
[[nodiscard]] std::string title(const PageName& page, std::string_view summary);

} // namespace gpseal::app
