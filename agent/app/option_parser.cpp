#include "option_parser.hpp"

#include "language_tag.hpp"

#include <gpseal/base/nearest.hpp>
#include <gpseal/base/utf.hpp>

#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <algorithm>

namespace gpseal::app {

namespace {

namespace po = boost::program_options;
using Strings = std::vector<std::string>;

constexpr int line_style = po::command_line_style::unix_style ^ po::command_line_style::allow_guessing;

/// While parsing, a flag is something without a value; what it means is not Boost's business yet.
const po::value_semantic* written_value(const OptionSpec& option)
{
    if (option.kind == ValueKind::flag) {
        return new po::untyped_value(true); // options_description takes ownership
    }
    auto* value = po::value<Strings>();
    return option.times == Times::several ? value->multitoken() : value;
}

const po::value_semantic* typed_value(const OptionSpec& option)
{
    if (option.kind == ValueKind::flag) {
        return po::bool_switch();
    }
    if (option.times == Times::once) {
        return po::value<std::string>();
    }
    return po::value<Strings>()->composing()->multitoken();
}

void add(po::options_description& to, const std::string& name, const po::value_semantic* value)
{
    to.add_options()(name.c_str(), value);
}

std::string written_name(const OptionSpec& option)
{
    auto name = std::string(option.name);
    return option.letter == 0 ? name : name + "," + option.letter;
}

Error usage(std::string message)
{
    return {Errc::usage, std::move(message), {}};
}

Error unknown_option(const CommandSpec* command, const std::string& written)
{
    std::vector<std::string_view> known;
    for (const auto& option : global_options()) {
        known.push_back(option.name);
    }
    for (const auto& option : command == nullptr ? std::vector<OptionSpec>{} : command->options) {
        known.push_back(option.name);
    }
    auto message = "unknown option '" + printable(written) + "'";
    const auto near = written.substr(0, 2) == "--" ? nearest(written.substr(2), known) : std::nullopt;
    return usage(near ? message + "; did you mean '--" + std::string(*near) + "'?" : message);
}

Error syntax_error(const po::invalid_command_line_syntax& error)
{
    const auto name = "the option '" + printable(error.get_option_name()) + "'";
    switch (error.kind()) {
    case po::invalid_syntax::extra_parameter:
    case po::invalid_syntax::empty_adjacent_parameter: // of what takes one, with_empty_values() left none
        return usage(name + " takes no value");
    case po::invalid_syntax::missing_parameter:
        return usage(name + " needs a value");
    case po::invalid_syntax::long_not_allowed:
    case po::invalid_syntax::long_adjacent_not_allowed:
    case po::invalid_syntax::short_adjacent_not_allowed:
    case po::invalid_syntax::unrecognized_line:
        return usage(name + " cannot be written like this");
    }
    return usage(name + " cannot be written like this");
}

Result<std::vector<po::option>> tokenise(const CommandSpec* command, const Strings& arguments,
                                         const po::options_description& known)
{
    try {
        return po::command_line_parser(arguments).options(known).style(line_style).run().options;
    } catch (const po::unknown_option& error) {
        return fail(unknown_option(command, error.get_option_name()));
    } catch (const po::invalid_command_line_syntax& error) {
        return fail(syntax_error(error));
    } catch (const po::error& error) {
        return fail(usage(printable(error.what())));
    }
}

/// A second folder behind an option that takes one at a time is the likeliest argument too many.
std::string hint_at_repetition(const CommandSpec* command, const std::vector<GivenOption>& given)
{
    for (const auto& each : given) {
        const auto* const option =
            command == nullptr || each.positional ? nullptr : find_option(command->options, each.name);
        if (option != nullptr && option->times == Times::repeated && option->kind == ValueKind::folder) {
            return "; --" + std::string(option->name) + " takes one folder, and is given again for another";
        }
    }
    return {};
}

Result<GivenOption> name_argument(const CommandSpec* command, const po::option& argument, std::size_t before)
{
    const auto& text = argument.original_tokens.empty() ? std::string() : argument.original_tokens.front();
    const bool wanted = command != nullptr && command->positional && argument.position_key >= 0 &&
                        (before == 0 || command->positional->many);
    if (!wanted) {
        return fail(usage("unexpected argument '" + printable(text) + "'"));
    }
    if (text.empty() && !command->positional->may_be_empty) {
        return fail(usage("the argument " + std::string(command->positional->placeholder) + " must not be empty"));
    }
    return GivenOption{std::string(command->positional->name), argument.value, true};
}

/// Boost takes whatever follows as the value, another option too. One that begins with a dash is written with `=`.
bool is_followed_by_option(const po::option& token)
{
    const auto& words = token.original_tokens;
    return words.size() > 1 && words[1].size() > 1 && words[1].front() == '-';
}

Result<void> check_value(const OptionSpec& option, const std::string& value)
{
    const auto name = "the option '--" + std::string(option.name) + "'";
    if (value.empty() && !option.may_be_empty) {
        return fail(usage(name + " needs a value that is not empty"));
    }
    if (option.kind == ValueKind::choice &&
        std::find(option.choices.begin(), option.choices.end(), value) == option.choices.end()) {
        return fail(usage(name + " takes " + placeholder_of(option) + ", not '" + printable(value) + "'"));
    }
    if (option.kind == ValueKind::language && !is_language_tag(value)) {
        return fail(usage(name + " takes a language such as en-US or de, not '" + printable(value) + "'"));
    }
    return {};
}

Result<void> check_values(const OptionSpec& option, const po::option& token)
{
    if (is_followed_by_option(token)) {
        const auto& next = token.original_tokens[1];
        const bool is_number = next[1] >= '0' && next[1] <= '9'; // no option of ours begins like this
        const auto name = "--" + std::string(option.name);
        return fail(usage("the option '" + name + "' needs a value" +
                          (is_number ? "; one with a dash in front is written '" + name + "=" + printable(next) + "'"
                                     : std::string())));
    }
    for (const auto& value : token.value) {
        if (auto checked = check_value(option, value); !checked) {
            return checked;
        }
    }
    return {};
}

/// Flags may be repeated, a single value may not: which one would count?
Result<void> check_repetition(const std::vector<GivenOption>& before, const OptionSpec& option)
{
    const bool again = std::any_of(before.begin(), before.end(), [&](const GivenOption& given) {
        return !given.positional && given.name == option.name;
    });
    if (again && option.kind != ValueKind::flag && option.times == Times::once) {
        return fail(usage("the option '--" + std::string(option.name) + "' is given twice"));
    }
    return {};
}

const OptionSpec* spec_of(const CommandSpec* command, std::string_view name)
{
    const auto* option = find_option(global_options(), name);
    return option != nullptr || command == nullptr ? option : find_option(command->options, name);
}

/// Boost knows an empty value as a word of its own only: `--data=` becomes `--data` and "".
Strings with_empty_values(const CommandSpec* command, const Strings& arguments)
{
    Strings words;
    bool options_end = false;
    for (const auto& word : arguments) {
        options_end = options_end || word == "--";
        const bool ends_with_equals = word.size() > 3 && word.starts_with("--") && word.find('=') == word.size() - 1;
        const auto* const option = ends_with_equals ? spec_of(command, word.substr(2, word.size() - 3)) : nullptr;
        if (!ends_with_equals || options_end || (option != nullptr && option->kind == ValueKind::flag)) {
            words.push_back(word);
            continue;
        }
        words.push_back(word.substr(0, word.size() - 1)); // or an unknown one, and then that is what is wrong
        if (option != nullptr) {
            words.emplace_back();
        }
    }
    return words;
}

} // namespace

OptionParser::OptionParser(const CommandSpec* command) : command_(command)
{
    for (const auto& option : global_options()) {
        add(known_, written_name(option), written_value(option));
    }
    if (command_ == nullptr) {
        return;
    }
    for (const auto& option : command_->options) {
        add(known_, written_name(option), written_value(option));
        add(own_, std::string(option.name), typed_value(option));
    }
    if (const auto& positional = command_->positional) {
        add(own_, std::string(positional->name),
            typed_value({.kind = positional->kind == ValueKind::flag ? ValueKind::text : positional->kind,
                         .times = positional->many ? Times::several : Times::once}));
    }
}

Result<std::vector<GivenOption>> OptionParser::parse(const std::vector<std::string>& arguments) const
{
    const auto tokens = tokenise(command_, with_empty_values(command_, arguments), known_);
    if (!tokens) {
        return fail(tokens.error());
    }
    std::vector<GivenOption> given;
    std::size_t positionals = 0;
    for (const auto& token : *tokens) {
        if (token.string_key.empty()) {
            auto argument = name_argument(command_, token, positionals++);
            if (!argument) {
                auto error = argument.error();
                error.message += hint_at_repetition(command_, given);
                return fail(std::move(error));
            }
            given.push_back(*std::move(argument));
            continue;
        }
        const auto* option = spec_of(command_, token.string_key);
        if (option == nullptr) {
            return fail(unknown_option(command_, token.string_key));
        }
        if (auto checked = check_values(*option, token); !checked) {
            return fail(checked.error());
        }
        if (auto checked = check_repetition(given, *option); !checked) {
            return fail(checked.error());
        }
        given.push_back({token.string_key, token.value, false});
    }
    return given;
}

Result<po::variables_map> OptionParser::store(const std::vector<GivenOption>& given) const
{
    po::parsed_options own(&own_, line_style);
    for (const auto& option : given) {
        const bool repeated_flag =
            option.values.empty() && std::any_of(own.options.begin(), own.options.end(), [&](const po::option& other) {
                return other.string_key == option.name;
            });
        if (own_.find_nothrow(option.name, false) != nullptr && !repeated_flag) {
            own.options.emplace_back(option.name, option.values);
        }
    }
    try {
        po::variables_map options;
        po::store(own, options);
        po::notify(options);
        return options;
    } catch (const po::error& error) {
        return fail(usage(printable(error.what())));
    }
}

} // namespace gpseal::app
