#include "command_table.hpp"
#include "config_help.hpp"
#include "golden.hpp"
#include "help.hpp"
#include "service_help.hpp"
#include "text_layout.hpp"

#include <gpseal/agent/child_process.hpp>

#include <doctest/doctest.h>

#include <set>
#include <sstream>

using namespace gpseal;
using namespace gpseal::app;
using namespace gpseal::tests;

namespace {

/// The part of `text` from `begin` to the next `end`.
std::string part(const std::string& text, const std::string& begin, const std::string& end)
{
    const auto at = text.find(begin);
    if (at == std::string::npos) {
        return {};
    }
    return text.substr(at, text.find(end, at + begin.size()) - at);
}

std::string escaped(std::string name)
{
    for (auto at = name.find('-'); at != std::string::npos; at = name.find('-', at + 2)) {
        name.insert(at, "\\");
    }
    return name;
}

bool has_word(const std::string& text, const std::string& word)
{
    std::istringstream words(text);
    for (std::string candidate; words >> candidate;) {
        if (candidate == word) {
            return true;
        }
    }
    return false;
}

/// Every line of fish's completion that concerns this condition.
bool fish_has(const std::string& fish, const std::string& condition, std::string_view option)
{
    return fish.find("complete -c gpseal" + condition + " -l " + std::string(option) + ' ') != std::string::npos;
}

/// Runs a program that may not be installed; nullopt: it is not.
std::optional<agent::ChildResult> try_run(std::vector<std::string> arguments, const std::string& input)
{
    const auto found = agent::run_child({.arguments = {"sh", "-c", "command -v " + arguments.front()}});
    if (!found || found->exit_code != 0) {
        MESSAGE(arguments.front(), " is not installed: not asked");
        return std::nullopt;
    }
    return agent::run_child({.arguments = std::move(arguments), .input = input}).value();
}

/// What bash offers after these words, with nothing typed of the next one yet.
std::set<std::string> bash_offers(const std::vector<std::string>& words)
{
    auto script = bash_completion() + "\nCOMP_WORDS=(gpseal";
    for (const auto& word : words) {
        script += " '" + word + '\'';
    }
    script +=
        " '')\nCOMP_CWORD=" + std::to_string(words.size() + 1) + "\n_gpseal\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    const auto result = agent::run_child({.arguments = {"bash", "-s"}, .input = script});
    REQUIRE(result);
    CHECK_MESSAGE(result->error.empty(), result->error);
    std::set<std::string> offers;
    std::istringstream lines(result->output);
    for (std::string line; std::getline(lines, line);) {
        offers.insert(line);
    }
    return offers;
}

} // namespace

TEST_CASE("agreement: every option of the table is in help, manual and the three completions")
{
    const auto man = man_page(nullptr);
    const auto bash = bash_completion();
    const auto zsh = zsh_completion();
    const auto fish = fish_completion();
    for (const auto& command : command_table()) {
        const auto name = name_of(command);
        CAPTURE(name);
        const auto help = help_text(command);
        const auto page = man_page(&command);
        const auto man_part = part(man, ".SS \"" + escaped(name) + '"', ".S");
        const auto bash_part = part(bash, "        '" + name + "') words='", "'");
        const auto zsh_part = part(zsh, "    '" + name + "')\n", ";;");
        for (const auto& option : command.options) {
            CAPTURE(option.name);
            const auto dashed = "--" + std::string(option.name);
            CHECK(has_word(help, dashed));
            CHECK(man_part.find("\\fB" + escaped(dashed) + "\\fR") != std::string::npos);
            CHECK(page.find("\\fB" + escaped(dashed) + "\\fR") != std::string::npos);
            CHECK(has_word(bash_part, dashed));
            CHECK(zsh_part.find(dashed + (option.kind == ValueKind::flag ? "[" : "=[")) != std::string::npos);
            CHECK(fish_has(fish, " -n '__gpseal_at " + name + "'", option.name));
        }
        for (const auto& option : global_options()) {
            CAPTURE(option.name);
            const auto dashed = "--" + std::string(option.name);
            CHECK(has_word(help, dashed));
            CHECK(page.find("\\fB" + escaped(dashed) + "\\fR") != std::string::npos);
            CHECK(has_word(bash_part, dashed));
        }
    }
    for (const auto& option : global_options()) {
        CHECK(fish_has(fish, "", option.name));
        CHECK(zsh.find("--" + std::string(option.name)) != std::string::npos);
        CHECK(has_word(overview_text(), "--" + std::string(option.name)));
    }
}

TEST_CASE("agreement: every command is offered where it can stand, and explained")
{
    for (const auto& command : command_table()) {
        const auto name = name_of(command);
        CAPTURE(name);
        const auto at = overview_text().find("\n  " + name);
        REQUIRE(at != std::string::npos);
        const char behind = overview_text().at(at + 3 + name.size()); // a long name has a line of its own
        CHECK((behind == ' ' || behind == '\n'));
        CHECK(zsh_completion().find('\'' + std::string(command.words.back()) + ':') != std::string::npos);
        CHECK(fish_completion().find(" -a " + std::string(command.words.back()) + " -d ") != std::string::npos);
        CHECK_FALSE(command.summary.empty());
        CHECK_FALSE(command.examples.empty());
        CHECK((command.run != nullptr));
        CHECK(command.exits.front() == agent::ExitCode::ok);
    }
}

TEST_CASE("agreement: the table keeps its own rules")
{
    for (const auto& command : command_table()) {
        CAPTURE(name_of(command));
        for (const auto& option : command.options) {
            CAPTURE(option.name);
            CHECK_FALSE((command.positional && option.times == Times::several));
            CHECK((option.kind == ValueKind::flag) == placeholder_of(option).empty());
            CHECK(find_option(global_options(), option.name) == nullptr);
            CHECK((option.excludes.empty() || find_option(command.options, option.excludes) != nullptr));
        }
        for (const auto name : command.one_of) {
            CHECK(find_option(command.options, name) != nullptr);
        }
        for (const auto& example : command.examples) {
            CHECK(example.line.starts_with("gpseal " + name_of(command)));
        }
    }
}

TEST_CASE("help: the texts are as they were read last, and fit 80 columns")
{
    std::vector<std::pair<std::string, std::string>> texts{
        {"overview", overview_text()}, {"gpseald", service_help()}, {"gpseal.conf", config_help()}};
    for (const auto word : first_words()) {
        if (!commands_of_group(word).empty()) {
            texts.emplace_back(word, group_text(word));
        }
    }
    for (const auto& command : command_table()) {
        auto name = name_of(command);
        std::replace(name.begin(), name.end(), ' ', '-');
        texts.emplace_back(name, help_text(command));
    }
    for (const auto& page : texts) {
        const auto& name = page.first;
        const auto& text = page.second;
        check_golden("help/" + name + ".txt", text);
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            CHECK_MESSAGE(width_of(line) <= 80, name, ": ", line);
        }
    }
}

TEST_CASE("man: mandoc and groff find nothing to say")
{
    std::vector<std::string> pages{man_page(nullptr), service_man_page(), config_man_page()};
    for (const auto& command : command_table()) {
        pages.push_back(man_page(&command));
    }
    for (const auto& page : pages) {
        if (const auto lint = try_run({"mandoc", "-Tlint", "-Wstyle"}, page)) {
            CHECK_MESSAGE(lint->exit_code == 0, lint->output);
            CHECK(lint->output + lint->error == "");
        }
        if (const auto groff = try_run({"groff", "-man", "-ww", "-z", "-Tutf8", "-k"}, page)) {
            CHECK(groff->exit_code == 0);
            CHECK(groff->error == "");
        }
    }
}

TEST_CASE("bash: completion offers what can stand at each place")
{
    using Offers = std::set<std::string>;
    CHECK(bash_offers({}).contains("refresh"));
    CHECK(bash_offers({}).contains("pol"));
    CHECK_FALSE(bash_offers({}).contains("--pol"));
    CHECK(bash_offers({"pol"}).contains("show"));
    CHECK(bash_offers({"--json", "admx"}).contains("list"));
    CHECK((bash_offers({"--color"}) == Offers{"auto", "always", "never"}));
    CHECK((bash_offers({"status", "--color", "="}) == Offers{"auto", "always", "never"}));
    CHECK((bash_offers({"--root", "/", "report", "--format"}) == Offers{"text", "json"}));
    CHECK(bash_offers({"--root", "=", "/", "report"}).contains("--profile"));
    CHECK(bash_offers({"status"}).contains("--json"));
    CHECK(bash_offers({"help"}).contains("resolve"));
    CHECK(bash_offers({"help", "pol"}).contains("show"));
    CHECK_FALSE(bash_offers({"help", "pol"}).contains("resolve"));
    CHECK_FALSE(bash_offers({"help", "resolve"}).contains("resolve"));
    CHECK(bash_offers({"help", "--format"}).contains("zsh"));
    CHECK(zsh_completion().find("    'help pol')\n") != std::string::npos);
    CHECK(fish_completion().find(" -n '__gpseal_at help pol' -a show ") != std::string::npos);
}

TEST_CASE("zsh and fish: the scripts parse")
{
    for (const auto& script : {zsh_completion(), service_zsh_completion()}) {
        if (const auto zsh = try_run({"zsh", "-n"}, script)) {
            CHECK(zsh->exit_code == 0);
            CHECK(zsh->error == "");
        }
    }
    for (const auto& script : {fish_completion(), service_fish_completion()}) {
        if (const auto fish = try_run({"fish", "--no-execute"}, script)) {
            CHECK(fish->exit_code == 0);
            CHECK(fish->error == "");
        }
    }
}

TEST_CASE("agreement: every option of gpseald is in its help, manual and the three completions")
{
    std::set<std::string> asked;
    std::istringstream words(service_help());
    for (std::string word; words >> word;) {
        if (word.starts_with("--")) {
            asked.insert(word);
        }
    }
    CHECK((asked == std::set<std::string>{"--config", "--programs", "--help", "--version"}));
    for (const auto& option : asked) {
        CAPTURE(option);
        CHECK(service_man_page().find("\\fB" + escaped(option) + "\\fR") != std::string::npos);
        CHECK(service_bash_completion().find(option) != std::string::npos);
        CHECK(service_zsh_completion().find("'" + option + "[") != std::string::npos);
        CHECK(service_fish_completion().find(" -l " + option.substr(2) + " ") != std::string::npos);
    }
    const auto script = service_bash_completion() + "\nCOMP_WORDS=(gpseald --)\nCOMP_CWORD=1\n_gpseald\n"
                                                    "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
    const auto offered = agent::run_child({.arguments = {"bash", "-s"}, .input = script});
    REQUIRE(offered);
    for (const auto& option : asked) {
        CHECK(has_word(offered->output, option));
    }
}
