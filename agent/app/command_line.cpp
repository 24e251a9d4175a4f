#include "command_line.hpp"

#include "option_parser.hpp"

#include <gpseal/base/nearest.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <system_error>

namespace gpseal::app {

namespace {

namespace po = boost::program_options;

/// The line, with the words that name the command taken out.
struct Words {
    const CommandSpec* command = nullptr;
    std::string group;
    std::vector<std::string> rest;
};

bool takes_next_argument(std::string_view argument)
{
    if (argument.substr(0, 2) != "--") {
        return false; // no global short option has a value
    }
    const auto* option = find_option(global_options(), argument.substr(2));
    return option != nullptr && option->kind != ValueKind::flag;
}

Error unknown_word(std::string_view what, std::string_view word, std::span<const std::string_view> known)
{
    auto message = "unknown " + std::string(what) + " '" + printable(word) + "'";
    if (const auto near = nearest(word, known)) {
        message += "; did you mean '" + std::string(*near) + "'?";
    }
    return {Errc::usage, message, {}};
}

Error unknown_member(const std::string& group, std::string_view word)
{
    std::vector<std::string_view> known;
    for (const auto* member : commands_of_group(group)) {
        known.push_back(member->words[1]);
    }
    return unknown_word(group + " command", word, known);
}

/// Takes one word of the command's name; true: the name is complete.
Result<bool> take_word(Words& words, std::string_view word)
{
    if (!words.group.empty()) {
        words.command = find_command(std::vector<std::string_view>{words.group, word});
        if (words.command == nullptr) {
            return fail(unknown_member(words.group, word));
        }
        return true;
    }
    words.command = find_command(std::vector<std::string_view>{word});
    if (words.command != nullptr) {
        return true;
    }
    if (commands_of_group(word).empty()) {
        return fail(unknown_word("command", word, first_words()));
    }
    words.group = word;
    return false;
}

Result<Words> split_words(std::span<const std::string> arguments)
{
    Words words;
    std::size_t at = 0;
    for (bool complete = false; at < arguments.size() && !complete && arguments[at] != "--"; ++at) {
        const auto& argument = arguments[at];
        if (argument.size() > 1 && argument.front() == '-') {
            words.rest.push_back(argument);
            if (takes_next_argument(argument) && at + 1 < arguments.size()) {
                words.rest.push_back(arguments[++at]);
            }
            continue;
        }
        const auto taken = take_word(words, argument);
        if (!taken) {
            return fail(taken.error());
        }
        complete = *taken;
    }
    words.rest.insert(words.rest.end(), arguments.begin() + static_cast<std::ptrdiff_t>(at), arguments.end());
    return words;
}

Result<void> set_color(GlobalOptions& globals, const std::string& value)
{
    globals.color = value == "always" ? ColorMode::always : value == "never" ? ColorMode::never : ColorMode::automatic;
    return {};
}

Result<void> set_root(GlobalOptions& globals, const std::string& value)
{
    std::error_code error;
    const auto root = std::filesystem::canonical(value, error); // "/." and a symlink to / are the live system, too
    if (error || !std::filesystem::is_directory(root, error)) {
        return fail(Errc::usage, "--root: '" + printable(value) + "' is not a folder that can be read");
    }
    globals.paths = agent::RootedPaths(root);
    return {};
}

/// Takes one global option; anything else is left for the command.
Result<void> apply_global(ParsedLine& line, const GivenOption& given)
{
    auto& globals = line.globals;
    if (given.name == "color") {
        return set_color(globals, given.values.front());
    }
    if (given.name == "root") {
        return set_root(globals, given.values.front());
    }
    if (given.name == "config") {
        globals.config = given.values.front();
    }
    globals.json = globals.json || given.name == "json";
    globals.quiet = globals.quiet || given.name == "quiet";
    globals.verbosity += given.name == "verbose" ? 1U : 0U;
    line.help = line.help || given.name == "help";
    line.version = line.version || given.name == "version";
    return {};
}

Result<void> check_presence(const CommandSpec& command, const po::variables_map& options)
{
    const auto there = [&](std::string_view name) {
        const auto found = options.find(std::string(name));
        return found != options.end() && !found->second.defaulted();
    };
    for (const auto& option : command.options) {
        if (option.required && !there(option.name)) {
            return fail(Errc::usage, "the option '--" + std::string(option.name) + "' is missing");
        }
        if (!option.excludes.empty() && there(option.name) && there(option.excludes)) {
            return fail(Errc::usage, "the options '--" + std::string(option.name) + "' and '--" +
                                         std::string(option.excludes) + "' cannot stand together");
        }
    }
    if (!command.one_of.empty() && std::none_of(command.one_of.begin(), command.one_of.end(), there)) {
        std::string names;
        for (const auto name : command.one_of) {
            names += (names.empty() ? "'--" : " or '--") + std::string(name) + "'";
        }
        return fail(Errc::usage, "the option " + names + " is missing");
    }
    if (command.positional && command.positional->required && !there(command.positional->name)) {
        return fail(Errc::usage, "the argument " + std::string(command.positional->placeholder) + " is missing");
    }
    return {};
}

Result<ParsedLine> read_options(const Words& words, ParsedLine line)
{
    const OptionParser parser(line.command);
    auto given = parser.parse(words.rest);
    if (!given) {
        return fail(given.error());
    }
    for (const auto& option : *given) {
        if (auto applied = apply_global(line, option); !applied) {
            return fail(applied.error());
        }
    }
    if (line.help || line.version || line.command == nullptr) {
        return line;
    }
    auto options = parser.store(*given);
    if (!options) {
        return fail(options.error());
    }
    if (auto checked = check_presence(*line.command, *options); !checked) {
        return fail(checked.error());
    }
    line.options = *std::move(options);
    return line;
}

} // namespace

Result<ParsedLine> parse_command_line(std::span<const std::string> arguments)
{
    const auto words = split_words(arguments);
    if (!words) {
        return fail(words.error());
    }
    ParsedLine line;
    line.command = words->command;
    line.group = words->group;
    return read_options(*words, std::move(line));
}

bool wants_json(std::span<const std::string> arguments)
{
    const auto end = std::find(arguments.begin(), arguments.end(), "--");
    return std::find(arguments.begin(), end, "--json") != end;
}

} // namespace gpseal::app
