#include "completion_words.hpp"

#include "help.hpp"

#include <algorithm>

namespace gpseal::app {

std::string shell_quoted(std::string_view text)
{
    std::string out = "'";
    for (const char character : text) {
        out += character == '\'' ? std::string("'\\''") : std::string(1, character);
    }
    return out + "'";
}

std::string joined(const std::vector<std::string_view>& words, std::string_view separator)
{
    std::string out;
    for (const auto word : words) {
        out += std::string(out.empty() ? "" : separator) + std::string(word);
    }
    return out;
}

std::vector<std::string> valued_globals()
{
    std::vector<std::string> names;
    for (const auto& option : global_options()) {
        if (option.kind != ValueKind::flag) {
            names.push_back("--" + std::string(option.name));
        }
    }
    return names;
}

std::vector<std::string_view> group_words()
{
    auto words = first_words();
    words.erase(std::remove_if(words.begin(), words.end(),
                               [](std::string_view word) { return commands_of_group(word).empty(); }),
                words.end());
    return words;
}

std::vector<std::string_view> second_words(std::string_view group)
{
    std::vector<std::string_view> words;
    for (const auto* command : commands_of_group(group)) {
        words.push_back(command->words[1]);
    }
    return words;
}

std::vector<std::string_view> positional_choices(const CommandSpec& command)
{
    return command.positional ? command.positional->choices : std::vector<std::string_view>{};
}

std::vector<std::string> prefixes(std::string_view space)
{
    std::vector<std::string> all{"help"};
    for (const auto group : group_words()) {
        all.emplace_back(group);
        all.push_back("help" + std::string(space) + std::string(group));
    }
    return all;
}

std::vector<std::string_view> argument_words(const CommandSpec& command)
{
    return command.run == run_help ? first_words() : positional_choices(command);
}

bool takes_paths(const CommandSpec& command)
{
    const auto is_path = [](ValueKind kind) { return kind == ValueKind::file || kind == ValueKind::folder; };
    return (command.positional && is_path(command.positional->kind)) ||
           std::any_of(command.options.begin(), command.options.end(), [&](const OptionSpec& option) {
               return option.times == Times::several && is_path(option.kind);
           });
}

} // namespace gpseal::app
