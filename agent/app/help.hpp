#pragma once

#include "command_table.hpp"

#include <string>
#include <string_view>

namespace gpseal::app {

// All made from the command table; none looks at the terminal, so that files made from them are the same everywhere.

/// What `gpseal` alone prints: every command with its summary.
[[nodiscard]] std::string overview_text();
/// What `gpseal pol --help` prints: the commands of a group.
[[nodiscard]] std::string group_text(std::string_view group);
[[nodiscard]] std::string help_text(const CommandSpec& command);

/// A man(7) page: of one command, or (null) of all.
[[nodiscard]] std::string man_page(const CommandSpec* command);

[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

/// "resolve (--pol FILE... | --gpo DIR...) [--all]", in pieces that are not to be broken.
[[nodiscard]] std::vector<std::string> synopsis_of(const CommandSpec& command);

int run_help(const Invocation& call);

} // namespace gpseal::app
