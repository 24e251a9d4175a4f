#include "completion_words.hpp"
#include "help.hpp"

namespace gpseal::app {

namespace {

constexpr std::string_view head = R"(#compdef gpseal
# zsh completion for gpseal, made by 'gpseal help --format zsh'
_gpseal() {
    local command= i
    for ((i = 2; i < CURRENT; i++)); do
        case $words[i] in
)";

std::string action_of(const OptionSpec& option)
{
    switch (option.kind) {
    case ValueKind::flag:
        return "";
    case ValueKind::text:
    case ValueKind::language:
    case ValueKind::choice:
        return option.choices.empty() ? " " : "(" + joined(option.choices, " ") + ")";
    case ValueKind::file:
        return "_files";
    case ValueKind::folder:
        return "_files -/";
    }
    return "";
}

std::string explained(std::string_view help)
{
    std::string out;
    for (const char character : help) {
        out += character == '[' || character == ']' || character == '\\' ? std::string("\\") + character
                                                                         : std::string(1, character);
    }
    return '[' + out + ']';
}

std::string specs_of(std::span<const OptionSpec> options)
{
    std::string out;
    for (const auto& option : options) {
        const std::string many = option.times == Times::once ? "" : "*";
        const auto name = "--" + std::string(option.name);
        const auto value = option.kind == ValueKind::flag
                               ? std::string()
                               : ":" + (option.placeholder.empty() ? "value" : std::string(option.placeholder)) + ":" +
                                     action_of(option);
        const auto equals = option.kind == ValueKind::flag ? "" : "=";
        out += "        " + shell_quoted(many + name + equals + explained(option.help) + value) + '\n';
        if (option.letter != 0) {
            out += "        " + shell_quoted(many + "-" + option.letter + explained(option.help)) + '\n';
        }
    }
    return out;
}

std::string described(std::string_view word, std::string_view summary)
{
    return "            " + shell_quoted(std::string(word) + ":" + std::string(summary)) + '\n';
}

std::string first_word_lines()
{
    std::string out;
    for (const auto word : first_words()) {
        const auto* command = find_command(std::vector{word});
        out += described(word, command != nullptr ? command->summary : joined(second_words(word), ", "));
    }
    return out;
}

std::string choice_case(std::string_view command, const std::string& lines)
{
    return "    " + shell_quoted(command) + ")\n        next=(\n" + lines +
           "        )\n"
           "        _describe command next\n        _arguments -s $globals\n        ;;\n";
}

std::string command_case(const CommandSpec& command)
{
    const auto choices = joined(argument_words(command), " ");
    const auto rest = takes_paths(command) ? std::string("'*:path:_files'")
                      : choices.empty()    ? "'*: : '"
                                           : "'*:value:(" + choices + ")'";
    auto specs = specs_of(command.options);
    for (auto at = specs.find("        '"); at != std::string::npos; at = specs.find("        '", at + 13)) {
        specs.insert(at, "    ");
    }
    std::string lines;
    lines = "    " + shell_quoted(name_of(command)) + ")\n        _arguments -s $globals " + rest;
    for (std::size_t at = 0; at < specs.size();) {
        const auto end = specs.find('\n', at);
        lines += " \\\n" + specs.substr(at, end - at);
        at = end + 1;
    }
    return lines + "\n        ;;\n";
}

} // namespace

std::string zsh_completion()
{
    std::string out(head);
    const auto before = prefixes("\\ ");
    const std::vector<std::string_view> patterns(before.begin(), before.end());
    std::string valued;
    for (const auto& name : valued_globals()) {
        valued += (valued.empty() ? "" : "|") + name;
    }
    out += "        " + valued +
           ") ((i++)) ;;\n        -*) ;;\n        *)\n            command+=${command:+ }$words[i]\n"
           "            [[ $command == (" +
           joined(patterns, "|") +
           ") ]] || break\n            ;;\n        esac\n"
           "    done\n    local -a globals next\n    globals=(\n" +
           specs_of(global_options()) +
           "    )\n"
           "    case $command in\n" +
           choice_case("", first_word_lines());
    for (const auto group : group_words()) {
        std::string lines;
        for (const auto* command : commands_of_group(group)) {
            lines += described(command->words[1], command->summary);
        }
        out += choice_case(group, lines) + choice_case("help " + std::string(group), lines);
    }
    for (const auto& command : command_table()) {
        out += command_case(command);
    }
    return out + "    esac\n}\n_gpseal \"$@\"\n";
}

} // namespace gpseal::app
