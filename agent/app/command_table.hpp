#pragma once

#include "command.hpp"

#include <gpseal/agent/exit_code.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

/// What an option's value is; completion offers accordingly.
enum class ValueKind { flag, text, file, folder, choice, language };

/// How often an option may be given. `several` takes every argument up to the next option, too; a command with
/// positional arguments has none of these, because they would swallow them.
enum class Times { once, repeated, several };

struct OptionSpec {
    std::string_view name; ///< without the dashes
    char letter = 0;       ///< 0: no short form
    ValueKind kind = ValueKind::flag;
    std::string_view placeholder; ///< "FILE"; for a choice made of `choices`
    std::string_view help;
    Times times = Times::once;
    bool required = false;
    std::vector<std::string_view> choices; ///< of a text: what completion offers, and more is understood
    std::string_view excludes;             ///< the option this one cannot stand beside
    bool may_be_empty = false;             ///< "" means something: an empty text, a key's default value
};

/// In variables_map: a string, or a vector<string> where `many`.
struct PositionalSpec {
    std::string_view name;
    std::string_view placeholder;
    std::string_view help;
    ValueKind kind = ValueKind::text;
    bool many = false;
    unsigned count = 0; ///< where `many`: so many, the command sees to it; 0: any number
    bool required = true;
    std::vector<std::string_view> choices; ///< what completion offers
    bool may_be_empty = false;
};

struct ExampleSpec {
    std::string_view line;
    std::string_view shows;
};

/// One command: everything that parsing, help, manual and completion know about it.
struct CommandSpec {
    std::vector<std::string_view> words;
    std::string_view summary;     ///< one line, lower case, no full stop
    std::string_view description; ///< paragraphs, separated by an empty line
    std::vector<OptionSpec> options;
    std::vector<std::string_view> one_of; ///< names of options of which one must be there
    std::optional<PositionalSpec> positional;
    std::vector<ExampleSpec> examples;
    std::vector<agent::ExitCode> exits;
    CommandFunction run = nullptr;
};

/// Every command, in the order of help.
[[nodiscard]] std::span<const CommandSpec> command_table();

/// The options that stand anywhere on the line.
[[nodiscard]] std::span<const OptionSpec> global_options();

/// "pol show".
[[nodiscard]] std::string name_of(const CommandSpec& command);

[[nodiscard]] const CommandSpec* find_command(std::span<const std::string_view> words);
[[nodiscard]] const OptionSpec* find_option(std::span<const OptionSpec> options, std::string_view name);

/// The commands whose name begins with this word and has another one after it ("pol"); empty: not a group.
[[nodiscard]] std::vector<const CommandSpec*> commands_of_group(std::string_view word);

/// What can stand first on the line: single commands and groups, each once.
[[nodiscard]] std::vector<std::string_view> first_words();

/// "FILE...", "auto|always|never"; empty for a flag.
[[nodiscard]] std::string placeholder_of(const OptionSpec& option);
[[nodiscard]] std::string placeholder_of(const PositionalSpec& positional);

} // namespace gpseal::app
