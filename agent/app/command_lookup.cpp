#include "command_table.hpp"

#include <algorithm>

namespace gpseal::app {

std::string name_of(const CommandSpec& command)
{
    std::string name;
    for (const auto word : command.words) {
        name += (name.empty() ? "" : " ") + std::string(word);
    }
    return name;
}

const CommandSpec* find_command(std::span<const std::string_view> words)
{
    const auto table = command_table();
    const auto found = std::find_if(table.begin(), table.end(), [&](const CommandSpec& command) {
        return std::equal(words.begin(), words.end(), command.words.begin(), command.words.end());
    });
    return found == table.end() ? nullptr : &*found;
}

const OptionSpec* find_option(std::span<const OptionSpec> options, std::string_view name)
{
    const auto found =
        std::find_if(options.begin(), options.end(), [&](const OptionSpec& option) { return option.name == name; });
    return found == options.end() ? nullptr : &*found;
}

std::vector<const CommandSpec*> commands_of_group(std::string_view word)
{
    std::vector<const CommandSpec*> members;
    for (const auto& command : command_table()) {
        if (command.words.size() > 1 && command.words.front() == word) {
            members.push_back(&command);
        }
    }
    return members;
}

std::vector<std::string_view> first_words()
{
    std::vector<std::string_view> words;
    for (const auto& command : command_table()) {
        if (std::find(words.begin(), words.end(), command.words.front()) == words.end()) {
            words.push_back(command.words.front());
        }
    }
    return words;
}

std::string placeholder_of(const OptionSpec& option)
{
    if (option.kind == ValueKind::choice) {
        std::string joined;
        for (const auto choice : option.choices) {
            joined += (joined.empty() ? "" : "|") + std::string(choice);
        }
        return joined;
    }
    return std::string(option.placeholder) + (option.times == Times::several ? "..." : "");
}

std::string placeholder_of(const PositionalSpec& positional)
{
    return std::string(positional.placeholder) + (positional.many && positional.count == 0 ? "..." : "");
}

} // namespace gpseal::app
