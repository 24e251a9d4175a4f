#include "help.hpp"
#include "text_layout.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

namespace gpseal::app {

namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t text_column = 22;

using Rows = std::vector<std::pair<std::string, std::string>>;

/// "  term        what it means, wrapped under itself".
std::string definitions(const Rows& rows)
{
    std::string out;
    for (const auto& [term, meaning] : rows) {
        auto line = "  " + term;
        if (width_of(line) + 2 > text_column) {
            out += line + '\n';
            line.clear();
        }
        for (const auto& part : wrap(meaning, page_width - text_column)) {
            out += pad(line, text_column) + part + '\n';
            line.clear();
        }
    }
    return out;
}

std::string paragraphs(std::string_view text)
{
    std::string out;
    for (const auto& line : wrap(text, page_width)) {
        out += line + '\n';
    }
    return out;
}

std::string term_of(const OptionSpec& option)
{
    std::string term = option.letter == 0 ? "" : std::string("-") + option.letter + ", ";
    term += "--" + std::string(option.name);
    const auto placeholder = placeholder_of(option);
    return placeholder.empty() ? term : term + ' ' + placeholder;
}

std::string meaning_of(const OptionSpec& option)
{
    return std::string(option.help) +
           (option.times == Times::once || option.kind == ValueKind::flag ? "" : "; may be repeated");
}

Rows rows_of(std::span<const OptionSpec> options)
{
    Rows rows;
    for (const auto& option : options) {
        rows.emplace_back(term_of(option), meaning_of(option));
    }
    return rows;
}

std::string usage_lines(const CommandSpec& command)
{
    const std::string start = "Usage: gpseal " + name_of(command);
    std::string out;
    std::string line = start;
    for (const auto& piece : synopsis_of(command)) {
        if (width_of(line) + 1 + width_of(piece) > page_width) {
            out += line + '\n';
            line = std::string(start.size(), ' ');
        }
        line += ' ' + piece;
    }
    return out + line + '\n';
}

std::string exit_lines(std::span<const agent::ExitCode> codes)
{
    Rows rows;
    for (const auto code : codes) {
        rows.emplace_back(std::to_string(agent::number_of(code)), agent::meaning_of(code));
    }
    return definitions(rows);
}

std::string example_lines(std::span<const ExampleSpec> examples)
{
    std::string out;
    for (const auto& example : examples) {
        out += "  " + std::string(example.line) + "\n      " + std::string(example.shows) + '\n';
    }
    return out;
}

std::string command_lines(std::span<const CommandSpec* const> commands)
{
    Rows rows;
    for (const auto* command : commands) {
        const auto& positional = command->positional;
        const bool is_choice = positional && !positional->choices.empty();
        rows.emplace_back(name_of(*command) + (is_choice ? " " + placeholder_of(*positional) : ""), command->summary);
    }
    return definitions(rows);
}

std::string bracketed(const OptionSpec& option)
{
    const auto placeholder = placeholder_of(option);
    auto text = "--" + std::string(option.name) + (placeholder.empty() ? "" : " " + placeholder);
    text = option.required ? text : "[" + text + "]";
    return option.times == Times::repeated ? text + "..." : text;
}

} // namespace

std::vector<std::string> synopsis_of(const CommandSpec& command)
{
    std::vector<std::string> pieces;
    std::string choice;
    for (const auto name : command.one_of) {
        const auto* option = find_option(command.options, name);
        const auto placeholder = placeholder_of(*option);
        choice +=
            (choice.empty() ? "(--" : " | --") + std::string(name) + (placeholder.empty() ? "" : " ") + placeholder;
    }
    if (!choice.empty()) {
        pieces.push_back(choice + ')');
    }
    for (const auto& option : command.options) {
        if (std::find(command.one_of.begin(), command.one_of.end(), option.name) == command.one_of.end()) {
            pieces.push_back(bracketed(option));
        }
    }
    if (const auto& positional = command.positional) {
        const auto placeholder = placeholder_of(*positional);
        pieces.push_back(positional->required ? placeholder : "[" + placeholder + "]");
    }
    return pieces;
}

std::string overview_text()
{
    std::vector<const CommandSpec*> commands;
    for (const auto& command : command_table()) {
        commands.push_back(&command);
    }
    return "Usage: gpseal [OPTION...] COMMAND [ARGUMENT...]\n\n" +
           paragraphs("Makes the Group Policy \"Require encryption\" (SMB client) true on this machine, proves it by "
                      "test connections, and reports it.") +
           "\nCommands:\n" + command_lines(commands) + "\nOptions that every command understands:\n" +
           definitions(rows_of(global_options())) + "\n'gpseal help COMMAND' explains a command, with examples.\n";
}

std::string group_text(std::string_view group)
{
    return "Usage: gpseal " + std::string(group) + " COMMAND [ARGUMENT...]\n\nCommands:\n" +
           command_lines(commands_of_group(group)) + "\n'gpseal help " + std::string(group) +
           " COMMAND' explains a command, with examples.\n";
}

std::string help_text(const CommandSpec& command)
{
    std::string out = usage_lines(command) + '\n' + paragraphs(command.description);
    if (const auto& positional = command.positional) {
        out += "\nArguments:\n" + definitions({{placeholder_of(*positional), std::string(positional->help)}});
    }
    if (!command.options.empty()) {
        out += "\nOptions:\n" + definitions(rows_of(command.options));
    }
    out += "\nOptions that every command understands:\n" + definitions(rows_of(global_options()));
    out += "\nExit codes:\n" + exit_lines(command.exits);
    return out + "\nExamples:\n" + example_lines(command.examples);
}

} // namespace gpseal::app
