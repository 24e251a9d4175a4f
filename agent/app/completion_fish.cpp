#include "completion_words.hpp"
#include "help.hpp"

namespace gpseal::app {

namespace {

constexpr std::string_view head = R"(# fish completion for gpseal, made by 'gpseal help --format fish'
function __gpseal_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l command
    while set -q words[1]
        switch $words[1]
            case @VALUED@
                set -e words[1]
            case '-*'
            case '*'
                set -a command $words[1]
                contains -- $words[1] @GROUPS@; or break
        end
        set -e words[1]
    end
    test "$command" = "$argv"
end
complete -c gpseal -f
)";

std::string replaced(std::string text, std::string_view mark, const std::string& with)
{
    const auto at = text.find(mark);
    return at == std::string::npos ? text : text.replace(at, mark.size(), with);
}

/// fish knows \' and \\ within single quotes, and no other way to write a quote there.
std::string fish_quoted(std::string_view text)
{
    std::string out = "'";
    for (const char character : text) {
        out += character == '\'' || character == '\\' ? std::string("\\") + character : std::string(1, character);
    }
    return out + "'";
}

std::string value_of(const OptionSpec& option)
{
    switch (option.kind) {
    case ValueKind::flag:
        return "";
    case ValueKind::text:
    case ValueKind::language:
    case ValueKind::choice:
        return " -x" + (option.choices.empty() ? "" : " -a " + fish_quoted(joined(option.choices, " ")));
    case ValueKind::file:
        return " -r -F";
    case ValueKind::folder:
        return " -x -a '(__fish_complete_directories)'";
    }
    return "";
}

std::string option_lines(const std::string& condition, std::span<const OptionSpec> options)
{
    std::string out;
    for (const auto& option : options) {
        out += "complete -c gpseal" + condition + " -l " + std::string(option.name);
        out += option.letter == 0 ? std::string() : std::string(" -s ") + option.letter;
        out += value_of(option) + " -d " + fish_quoted(option.help) + '\n';
    }
    return out;
}

std::string at(std::string_view command)
{
    return " -n " + fish_quoted("__gpseal_at" + (command.empty() ? "" : " " + std::string(command)));
}

std::string word_line(const std::string& condition, std::string_view word, std::string_view summary)
{
    return "complete -c gpseal" + condition + " -a " + std::string(word) + " -d " + fish_quoted(summary) + '\n';
}

std::string word_lines()
{
    std::string out;
    for (const auto word : first_words()) {
        const auto* command = find_command(std::vector{word});
        const auto summary = command != nullptr ? std::string(command->summary) : joined(second_words(word), ", ");
        out += word_line(at(""), word, summary) + word_line(at("help"), word, summary);
    }
    for (const auto group : group_words()) {
        for (const auto* command : commands_of_group(group)) {
            out += word_line(at(group), command->words[1], command->summary) +
                   word_line(at("help " + std::string(group)), command->words[1], command->summary);
        }
    }
    return out;
}

} // namespace

std::string fish_completion()
{
    std::string valued;
    for (const auto& name : valued_globals()) {
        valued += (valued.empty() ? "" : " ") + name;
    }
    auto out =
        replaced(replaced(std::string(head), "@VALUED@", valued), "@GROUPS@", "help " + joined(group_words(), " "));
    out += word_lines() + option_lines("", global_options());
    for (const auto& command : command_table()) {
        const auto condition = at(name_of(command));
        out += option_lines(condition, command.options);
        out += takes_paths(command) ? "complete -c gpseal" + condition + " -F\n" : "";
        const auto choices = joined(positional_choices(command), " ");
        out += choices.empty() ? "" : "complete -c gpseal" + condition + " -a " + fish_quoted(choices) + "\n";
    }
    return out;
}

} // namespace gpseal::app
