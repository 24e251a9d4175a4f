#pragma once

#include "command_table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

/// The text as one word of a POSIX shell, zsh or fish.
[[nodiscard]] std::string shell_quoted(std::string_view text);

[[nodiscard]] std::string joined(const std::vector<std::string_view>& words, std::string_view separator);

/// The global options that a completion script must step over together with their value: "--color", …
[[nodiscard]] std::vector<std::string> valued_globals();

/// The first words that need a second one.
[[nodiscard]] std::vector<std::string_view> group_words();

/// The words that can follow a group's name.
[[nodiscard]] std::vector<std::string_view> second_words(std::string_view group);

/// What may stand where the command's arguments do, as far as that is a choice.
[[nodiscard]] std::vector<std::string_view> positional_choices(const CommandSpec& command);

/// Whether arguments without a dash can be paths.
[[nodiscard]] bool takes_paths(const CommandSpec& command);

/// After what another word of a command stands: the groups, help, and the groups behind it, with `space` between.
[[nodiscard]] std::vector<std::string> prefixes(std::string_view space);
/// What can stand for the command's arguments: words of a choice, of help the commands.
[[nodiscard]] std::vector<std::string_view> argument_words(const CommandSpec& command);

} // namespace gpseal::app
