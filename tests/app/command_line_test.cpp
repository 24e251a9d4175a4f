#include "command_line.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace gpseal;
using namespace gpseal::app;

namespace {

using Strings = std::vector<std::string>;

Result<ParsedLine> parse(const Strings& arguments)
{
    return parse_command_line(arguments);
}

std::string refusal(const Strings& arguments)
{
    const auto line = parse(arguments);
    if (line) {
        return "(taken)";
    }
    return line.error().code == Errc::usage ? line.error().message : "(not usage) " + line.error().message;
}

Strings many(const ParsedLine& line, const char* name)
{
    return line.options.count(name) == 0 ? Strings() : line.options[name].as<Strings>();
}

} // namespace

TEST_CASE("command line: repeatable options take several arguments and keep their order")
{
    const auto line = parse({"resolve", "--pol", "a", "b", "--json", "--pol", "c", "--pol=d"});
    REQUIRE(line);
    CHECK((line->command->run == run_resolve));
    CHECK(many(*line, "pol") == Strings{"a", "b", "c", "d"});
    CHECK(many(*line, "gpo").empty());
}

TEST_CASE("command line: global options stand before, within and after the command")
{
    for (const auto& words : {Strings{"--json", "-vv", "--color", "never", "pol", "show", "f"},
                              Strings{"pol", "--json", "-v", "show", "-v", "--color=never", "f"},
                              Strings{"pol", "show", "f", "-v", "--verbose", "--color", "never", "--json", "--json"}}) {
        const auto line = parse(words);
        REQUIRE(line);
        CHECK((line->command->run == run_pol_show));
        CHECK(line->globals.json);
        CHECK(line->globals.verbosity == 2);
        CHECK(line->globals.color == ColorMode::never);
        CHECK_FALSE(line->globals.quiet);
        CHECK(line->options["file"].as<std::string>() == "f");
    }
}

TEST_CASE("command line: a positional argument is not swallowed by a repeatable option")
{
    const auto line = parse({"pol", "show", "--admx", "d1", "--admx", "d2", "file.pol"});
    REQUIRE(line);
    CHECK(many(*line, "admx") == Strings{"d1", "d2"});
    CHECK(line->options["file"].as<std::string>() == "file.pol");
    CHECK(many(*parse({"verify", "//a/b", "--json", "//c/d"}), "target") == Strings{"//a/b", "//c/d"});
}

TEST_CASE("command line: two dashes end the options")
{
    const auto line = parse({"pol", "show", "--json", "--", "--admx"});
    REQUIRE(line);
    CHECK(line->globals.json);
    CHECK(line->options["file"].as<std::string>() == "--admx");
    CHECK(refusal({"resolve", "--pol", "a", "--", "--gpo"}) == "unexpected argument '--gpo'");
    CHECK_FALSE(wants_json(Strings{"x", "--", "--json"}));
}

TEST_CASE("command line: nothing may be abbreviated, and the nearest option is named")
{
    CHECK(refusal({"status", "--js"}) == "unknown option '--js'; did you mean '--json'?");
    CHECK(refusal({"resolve", "--po", "x"}) == "unknown option '--po'; did you mean '--pol'?");
    CHECK(refusal({"refresh", "--dryrun"}) == "unknown option '--dryrun'; did you mean '--dry-run'?");
    CHECK(refusal({"status", "--pol"}) == "unknown option '--pol'");
    CHECK(refusal({"status", "-x"}) == "unknown option '-x'");
    CHECK(refusal({"status", "--jsonn=1"}).starts_with("unknown option '--jsonn"));
}

TEST_CASE("command line: an unknown command names the nearest one; commands of other releases are unknown")
{
    CHECK(refusal({"refesh"}) == "unknown command 'refesh'; did you mean 'refresh'?");
    CHECK(refusal({"pol", "shwo"}) == "unknown pol command 'shwo'; did you mean 'show'?");
    CHECK(refusal({"fleet"}) == "unknown command 'fleet'");
    CHECK(refusal({"\x1b[2J"}) == "unknown command '\\x1b[2J'");
    CHECK(refusal({""}) == "unknown command ''");
}

TEST_CASE("command line: what is missing, doubled or contradictory is said")
{
    CHECK(refusal({"resolve"}) == "the option '--pol' or '--gpo' or '--snapshot' is missing");
    CHECK(refusal({"resolve", "--pol"}) == "the option '--pol' needs a value");
    CHECK(refusal({"resolve", "--pol", "--json"}) == "the option '--pol' needs a value");
    CHECK(refusal({"resolve", "--pol", "--", "x"}) == "the option '--pol' needs a value");
    CHECK(refusal({"admx", "list", "--lang", "-v"}) == "the option '--lang' needs a value");
    CHECK(many(*parse({"resolve", "--pol=--all", "b"}), "pol") == Strings{"--all", "b"});
    CHECK(refusal({"pol", "set", "f", "--data", "-1"}) ==
          "the option '--data' needs a value; one with a dash in front is written '--data=-1'");
    CHECK(refusal({"resolve", "--pol="}) == "the option '--pol' needs a value that is not empty");
    CHECK(refusal({"resolve", "--pol", ""}) == "the option '--pol' needs a value that is not empty");
    CHECK(refusal({"pol", "show", ""}) == "the argument FILE must not be empty");
    CHECK(refusal({"admx", "show", ""}) == "the argument NAME must not be empty");
    CHECK(refusal({"pol", "set", "f", "--key", ""}) == "the option '--key' needs a value that is not empty");
    CHECK(refusal({"--config=", "status"}) == "the option '--config' needs a value that is not empty");
    CHECK(refusal({"status", "--json="}) == "the option '--json' takes no value");
    CHECK(refusal({"status", "--jsno="}) == "unknown option '--jsno'; did you mean '--json'?");
    CHECK(refusal({"resolve", "--pol", "a", "--gpo", "b"}) == "the options '--pol' and '--gpo' cannot stand together");
    CHECK(refusal({"admx", "list", "--lang", "en", "--lang", "de"}) == "the option '--lang' is given twice");
    CHECK(refusal({"status", "--json=yes"}) == "the option '--json' takes no value");
    CHECK(refusal({"status", "--color", "blue"}) == "the option '--color' takes auto|always|never, not 'blue'");
    CHECK(refusal({"pol", "show"}) == "the argument FILE is missing");
    CHECK(refusal({"pol", "show", "a", "b"}) == "unexpected argument 'b'");
    CHECK(refusal({"status", "now"}) == "unexpected argument 'now'");
    CHECK(refusal({"status", "--=x"}) == "unexpected argument '--=x'");
    CHECK(refusal({"status", "--root", "/nowhere/at/all"}) ==
          "--root: '/nowhere/at/all' is not a folder that can be read");
}

TEST_CASE("command line: an empty value is one where it has a meaning")
{
    for (const auto& words : {Strings{"--data", "", "--value", ""}, Strings{"--value=", "--data="}}) {
        Strings all{"pol", "set", "f", "--key", "K", "--type", "SZ"};
        all.insert(all.end(), words.begin(), words.end());
        const auto line = parse(all);
        REQUIRE(line);
        CHECK(line->options["value"].as<std::string>().empty());
        CHECK(many(*line, "data") == Strings{""});
    }
    CHECK(many(*parse({"pol", "set", "f", "--key", "K", "--data=", "--data", "a", "--data", ""}), "data") ==
          Strings{"", "a", ""});
    CHECK(many(*parse({"admx", "search", "", "b"}), "word") == Strings{"", "b"});
    CHECK(parse({"pol", "show", "--", "--data="})->options["file"].as<std::string>() == "--data=");
    CHECK(many(*parse({"pol", "set", "f", "--policy", "p", "--element", "ID="}), "element") == Strings{"ID="});
}

TEST_CASE("command line: a language is one by its form")
{
    for (const auto* const good :
         {"de", "en-US", "EN-us", "sr-Latn-RS", "es-419", "fil-PH", "de_DE", "ca-ES-valencia"}) {
        CHECK(refusal({"admx", "list", "--lang", good}) == "(taken)");
    }
    for (const auto* const bad : {"x", "english", "en-", "en--US", "../de-DE", "de-DE.UTF-8", "d1", "en US",
                                  "en-verylongsubtag", "\xc3\xa4\xc3\xb6"}) {
        CHECK(refusal({"admx", "list", "--lang", bad}).starts_with("the option '--lang' takes a language such as "));
    }
}

TEST_CASE("command line: help and version ask for nothing else")
{
    CHECK(parse({})->command == nullptr);
    CHECK(parse({"--help"})->help);
    CHECK(parse({"resolve", "-h"})->help);
    CHECK((parse({"-h", "resolve"})->command->run == run_resolve));
    CHECK(parse({"pol", "--help"})->group == "pol");
    CHECK(parse({"--version"})->version);
    CHECK(refusal({"resolve", "--help", "--bogus"}) == "unknown option '--bogus'");
}

TEST_CASE("command line: a root that is the live system by another name is the live system")
{
    const tests::TemporaryFolder folder;
    std::filesystem::create_directory_symlink("/", folder.path() / "link");
    CHECK(parse({"status", "--root", "/."})->globals.paths.live());
    CHECK(parse({"status", "--root", (folder.path() / "link").string()})->globals.paths.live());
    CHECK_FALSE(parse({"status", "--root", folder.path().string()})->globals.paths.live());
    CHECK(parse({"status"})->globals.paths.live());
}

TEST_CASE("command line: no line of known words makes it throw or give a command without its options")
{
    Strings words{"",      "-",    "--",  "---",  "-v",   "-qv",  "-vx", "--=", "--=x", "=",       "x",
                  "//s/h", "\xff", "pol", "show", "admx", "list", "a=",  "-h",  "-=",   "--color", "--color=auto"};
    for (const auto& command : command_table()) {
        words.emplace_back(command.words.front());
        for (const auto& option : command.options) {
            words.push_back("--" + std::string(option.name));
            words.push_back("--" + std::string(option.name) + "=v");
        }
    }
    std::mt19937 random(1);
    for (int run = 0; run < 20000; ++run) {
        Strings line(random() % 7);
        for (auto& word : line) {
            word = words[random() % words.size()];
        }
        const auto parsed = parse(line);
        if (!parsed) {
            CHECK(parsed.error().code == Errc::usage);
        } else if (parsed->command != nullptr && !parsed->help && !parsed->version &&
                   !parsed->command->one_of.empty()) {
            const auto& choices = parsed->command->one_of;
            CHECK(std::count_if(choices.begin(), choices.end(), [&](const auto& name) {
                      return parsed->options.count(std::string(name)) != 0;
                  }) >= 1); // a flag that is not given counts, too
        }
    }
}
