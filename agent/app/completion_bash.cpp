#include "completion_words.hpp"
#include "help.hpp"

namespace gpseal::app {

namespace {

constexpr std::string_view head = R"(# bash completion for gpseal, made by 'gpseal help --format bash'
_gpseal()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= words= paths= i
    COMPREPLY=()
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = && $COMP_CWORD -ge 2 ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            @VALUED@)
                if [[ ${COMP_WORDS[i+1]} == = ]]; then ((i++)); fi
                ((i++))
                ;;
            -*) ;;
            *)
                command+=${command:+ }${COMP_WORDS[i]}
                case $command in
                    @GROUPS@) ;;
                    *) break ;;
                esac
                ;;
        esac
    done
)";

constexpr std::string_view tail = R"(    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    if [[ $paths && $cur != -* ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    fi
}
complete -F _gpseal gpseal
)";

std::string replaced(std::string text, std::string_view mark, const std::string& with)
{
    const auto at = text.find(mark);
    return at == std::string::npos ? text : text.replace(at, mark.size(), with);
}

std::string offer(const OptionSpec& option)
{
    constexpr std::string_view paths = "compopt -o filenames 2>/dev/null; ";
    const auto reply = [](std::string_view words) {
        return "mapfile -t COMPREPLY < <(compgen " + std::string(words) + " -- \"$cur\"); ";
    };
    switch (option.kind) {
    case ValueKind::flag:
        return "";
    case ValueKind::file:
        return std::string(paths) + reply("-f");
    case ValueKind::folder:
        return std::string(paths) + reply("-d");
    case ValueKind::text:
    case ValueKind::language:
    case ValueKind::choice:
        return option.choices.empty() ? "" : reply("-W " + shell_quoted(joined(option.choices, " ")));
    }
    return "";
}

/// One case for each option that has a value; `command` is a pattern already.
std::string value_cases(const std::string& command, std::span<const OptionSpec> options)
{
    std::string out;
    for (const auto& option : options) {
        if (option.kind != ValueKind::flag) {
            out += "        " + command + ":--" + std::string(option.name) + ") " + offer(option) + "return ;;\n";
        }
    }
    return out;
}

std::string dashed(std::span<const OptionSpec> options)
{
    std::string out;
    for (const auto& option : options) {
        out += " --" + std::string(option.name);
        out += option.letter == 0 ? std::string() : std::string(" -") + option.letter;
    }
    return out;
}

std::string word_case(const std::string& command, const std::string& words, bool paths)
{
    return "        " + shell_quoted(command) + ") words=" + shell_quoted(words + dashed(global_options())) +
           (paths ? "; paths=yes" : "") + " ;;\n";
}

std::string word_cases()
{
    std::string out = word_case("", joined(first_words(), " "), false);
    for (const auto group : group_words()) {
        out += word_case(std::string(group), joined(second_words(group), " "), false);
        out += word_case("help " + std::string(group), joined(second_words(group), " "), false);
    }
    for (const auto& command : command_table()) {
        out += word_case(name_of(command), joined(argument_words(command), " ") + dashed(command.options),
                         takes_paths(command));
    }
    return out;
}

} // namespace

std::string bash_completion()
{
    std::string valued;
    for (const auto& name : valued_globals()) {
        valued += (valued.empty() ? "" : "|") + name;
    }
    const auto before = prefixes("\\ ");
    const std::vector<std::string_view> patterns(before.begin(), before.end());
    auto out = replaced(replaced(std::string(head), "@VALUED@", valued), "@GROUPS@", joined(patterns, "|"));
    out += "    case $command:$prev in\n" + value_cases("*", global_options());
    for (const auto& command : command_table()) {
        out += value_cases(shell_quoted(name_of(command)), command.options);
    }
    return out + "    esac\n    case $command in\n" + word_cases() + "    esac\n" + std::string(tail);
}

} // namespace gpseal::app
