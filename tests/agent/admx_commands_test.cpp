#include "admx_view.hpp"
#include "command.hpp"

#include <gpseal/agent/file_system.hpp>

#include <Poco/JSON/Parser.h>
#include <boost/program_options.hpp>
#include <doctest/doctest.h>
#include <temporary_folder.hpp>

#include <cstdlib>
#include <iostream>
#include <span>
#include <sstream>
#include <string>
#include <vector>

using namespace gpseal;
using tests::slurp;
using tests::spill;
using tests::TemporaryFolder;

namespace {

namespace po = boost::program_options;

std::filesystem::path data_folder()
{
    const char* const data = std::getenv("GPSEAL_TEST_DATA");
    return data != nullptr ? data : "tests/data";
}

struct Answer {
    int code = -1;
    std::string out;
    std::string err;
};

struct Words {
    std::vector<std::string> folders;
    std::string name;
    std::vector<std::string> words;
    std::string language;
    bool json = false;
    std::filesystem::path root = "/";
    bool is_pipe = false;
};

Answer run(app::CommandFunction command, const Words& words)
{
    words.is_pipe ? ::unsetenv("COLUMNS") : ::setenv("COLUMNS", "80", 1);
    std::ostringstream out;
    std::ostringstream err;
    po::variables_map options;
    if (!words.folders.empty()) {
        options.insert({"dir", po::variable_value(words.folders, false)});
    }
    if (!words.name.empty()) {
        options.insert({"name", po::variable_value(words.name, false)});
    }
    if (!words.words.empty()) {
        options.insert({"word", po::variable_value(words.words, false)});
    }
    if (!words.language.empty()) {
        options.insert({"lang", po::variable_value(words.language, false)});
    }
    const app::Invocation call{
        .globals = {.json = words.json, .paths = agent::RootedPaths(words.root)},
        .options = options,
        .out = out,
        .err = err,
    };
    const int code = command(call);
    return {code, out.str(), err.str()};
}

std::string sample()
{
    return (data_folder() / "admx/PolicyDefinitions").string();
}

Poco::JSON::Object::Ptr parsed(const std::string& text)
{
    return Poco::JSON::Parser().parse(text).extract<Poco::JSON::Object::Ptr>();
}

/// Compares with tests/golden/admx/NAME, whole; the path of the fixtures reads as PolicyDefinitions.
void check_golden(const std::string& name, std::string text)
{
    for (auto at = text.find(sample()); at != std::string::npos; at = text.find(sample())) {
        text.replace(at, sample().size(), "PolicyDefinitions");
    }
    const auto path = data_folder().parent_path() / "golden/admx" / name;
    if (std::getenv("GPSEAL_UPDATE_GOLDEN") != nullptr) {
        spill(path, text);
    }
    CHECK(text == slurp(path));
}

bool fits(const std::string& text, std::size_t width)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.size() > width) {
            return false;
        }
    }
    return true;
}

} // namespace

TEST_CASE("admx show: a policy's page, as people read it")
{
    const auto plain = run(app::run_admx_show, {.folders = {sample()}, .name = "require sealing"});
    CHECK(plain.code == 0);
    CHECK(plain.err.empty());
    check_golden("show-require.txt", plain.out);
    check_golden("show-everything.txt", run(app::run_admx_show, {.folders = {sample()}, .name = "Pol_Everything"}).out);
}

TEST_CASE("admx show: the same policy as JSON")
{
    const auto answer = run(app::run_admx_show, {.folders = {sample()}, .name = "sample:Pol_Everything", .json = true});
    CHECK(answer.code == 0);
    check_golden("show-everything.json", answer.out);
    CHECK(parsed(answer.out)->getValue<std::string>("schema") == "gpseal.admx/1");
}

TEST_CASE("admx show: texts come in the language asked, and in English where it has none")
{
    const auto german = run(app::run_admx_show, {.folders = {sample()}, .name = "Pol_Require", .language = "de-DE"});
    CHECK(german.out.starts_with("Versiegelung verlangen\n"));
    CHECK(german.err.empty());
    const auto austrian = run(app::run_admx_show, {.folders = {sample()}, .name = "Pol_Require", .language = "de_AT"});
    CHECK(austrian.out == german.out);
    CHECK(austrian.err.empty());
    const auto italian = run(app::run_admx_show, {.folders = {sample()}, .name = "Pol_Require", .language = "it-IT"});
    CHECK(italian.code == 0);
    CHECK(italian.err == "gpseal: note: there are no texts in it-IT; they are shown in en-US\n");
    CHECK(german.out.find("Beispiel-Client") != std::string::npos);
    CHECK(german.out.find("If you enable this policy setting") != std::string::npos);
}

TEST_CASE("admx show: an unknown name is a usage error that suggests the nearest ones")
{
    const auto answer = run(app::run_admx_show, {.folders = {sample()}, .name = "Require Sealin"});
    CHECK(answer.code == 2);
    CHECK(answer.out.empty());
    CHECK(answer.err.find("did you mean \"Require Sealing\"") != std::string::npos);
    const auto json = run(app::run_admx_show, {.folders = {sample()}, .name = "Require Sealin", .json = true});
    CHECK(json.code == 2);
    CHECK(parsed(json.out)->getObject("error")->getValue<std::string>("code") == "unknown_policy");
    CHECK(run(app::run_admx_show, {.folders = {sample()}}).code == 2);
}

TEST_CASE("admx show: a name that means several policies lists them")
{
    TemporaryFolder folder;
    const auto text = slurp(sample() + "/Sample.admx");
    auto other = text;
    other.replace(other.find("Example.Policies.Sample"), 23, "Example.Policies.Second");
    spill(folder.path() / "A.admx", text);
    spill(folder.path() / "B.admx", other);
    const auto answer = run(app::run_admx_show, {.folders = {folder.path().string()}, .name = "Pol_Require"});
    CHECK(answer.code == 2);
    CHECK(answer.err.find("Example.Policies.Sample::Pol_Require") != std::string::npos);
    CHECK(answer.err.find("Example.Policies.Second::Pol_Require") != std::string::npos);
    const auto one =
        run(app::run_admx_show, {.folders = {folder.path().string()}, .name = "example.policies.second:pol_require"});
    CHECK(one.code == 0);
    CHECK(run(app::run_admx_show, {.folders = {folder.path().string()}, .name = "example.policies.second::pol_require"})
              .out == one.out);
}

TEST_CASE("admx list: a table whose lines fit the width, with every name whole")
{
    admx::CatalogBuilder builder;
    const std::string longest(40, 'n');
    const std::string text = slurp(sample() + "/Sample.admx");
    const auto with_long_name = std::string(text).replace(text.find("Pol_Bare"), 8, longest);
    const auto bytes = std::as_bytes(std::span(with_long_name));
    builder.add_definitions({"S.admx", {bytes.begin(), bytes.end()}});
    const auto catalog = std::move(builder).finish();
    for (const std::size_t width : {46U, 60U, 80U, 200U}) {
        CHECK(fits(app::admx_table(catalog, width), width));
        CHECK(app::admx_table(catalog, width).find(longest) != std::string::npos);
    }
    CHECK(app::admx_table(catalog, 0) == app::admx_table(catalog, 1000));
}

TEST_CASE("admx list: the table that goes into a file or a pipe is not cut")
{
    const auto answer = run(app::run_admx_list, {.folders = {sample()}, .is_pipe = true});
    CHECK(answer.code == 0);
    check_golden("list.txt", answer.out);
}

TEST_CASE("admx list: a folder that is named twice counts once, by whatever names")
{
    const TemporaryFolder folder;
    std::filesystem::create_directory_symlink(std::filesystem::absolute(sample()), folder.path() / "link");
    const auto once = run(app::run_admx_list, {.folders = {sample()}});
    const auto twice =
        run(app::run_admx_list, {.folders = {sample(), sample() + "/.", (folder.path() / "link").string()}});
    CHECK(twice.out == once.out);
    CHECK(twice.err == once.err);
}

TEST_CASE("admx list: JSON names policies, files and findings, and nothing else is on stdout")
{
    const auto answer = run(app::run_admx_list, {.folders = {sample()}, .json = true});
    CHECK(answer.code == 0);
    CHECK(answer.err.empty());
    check_golden("list.json", answer.out);
}

TEST_CASE("admx list: one bad file is a warning, and the rest is listed")
{
    TemporaryFolder folder;
    spill(folder.path() / "Good.ADMX", slurp(sample() + "/Sample.admx"));
    spill(folder.path() / "EN-us" / "good.ADML", slurp(sample() + "/en-US/Sample.adml"));
    spill(folder.path() / "Page.admx", "<!DOCTYPE html><html></html>");
    const auto answer = run(app::run_admx_list, {.folders = {folder.path().string()}});
    CHECK(answer.code == 0);
    CHECK(answer.out.find("Require Sealing") != std::string::npos);
    CHECK(answer.err.find("Page.admx:1:1: this is an HTML page") != std::string::npos);
    std::filesystem::create_directory(folder.path() / "Unread.admx");
    const auto unread = (folder.path() / "Unread.admx").string();
    const auto table = run(app::run_admx_list, {.folders = {folder.path().string()}, .is_pipe = true}).out;
    CHECK(table.find("  refused  " + unread + '\n') != std::string::npos);
    const auto root = parsed(run(app::run_admx_list, {.folders = {folder.path().string()}, .json = true}).out);
    CHECK(root->getArray("files")->getObject(3)->getValue<std::string>("path") == unread);
    CHECK(root->getArray("files")->getObject(3)->getValue<std::string>("status") == "refused");
}

TEST_CASE("admx list: a folder without a usable file is exit 3, one sentence, and JSON with --json")
{
    TemporaryFolder folder;
    const auto expect = [](const Words& words, const std::string& said) {
        const auto answer = run(app::run_admx_list, words);
        CHECK(answer.code == 3);
        CHECK(answer.out.empty());
        CHECK(answer.err.find(said) != std::string::npos);
        auto with_json = words;
        with_json.json = true;
        const auto json = run(app::run_admx_list, with_json);
        CHECK(json.code == 3);
        CHECK(parsed(json.out)->has("error"));
    };
    expect({.folders = {(folder.path() / "missing").string()}}, "missing: the folder cannot be read");
    expect({.folders = {folder.path().string()}}, "no .admx file there");
    expect({.root = folder.path()}, "usr/share/gpseal/PolicyDefinitions: the folder cannot be read");
    spill(folder.path() / "Bad.admx", "<policyDefinitions>");
    expect({.folders = {folder.path().string()}}, "no .admx file could be loaded");
}

TEST_CASE("admx list: without --dir the installed templates are read, under the root")
{
    TemporaryFolder root;
    spill(root.path() / "usr/share/gpseal/PolicyDefinitions/Sample.admx", slurp(sample() + "/Sample.admx"));
    const auto answer = run(app::run_admx_list, {.root = root.path()});
    CHECK(answer.code == 0);
    CHECK(answer.out.find("Pol_Require") != std::string::npos);
}

TEST_CASE("admx search: a table, JSON that says where, and exit 1 when nothing is found")
{
    const auto table = run(app::run_admx_search, {.folders = {sample()}, .words = {"require"}});
    CHECK(table.code == 0);
    CHECK(table.out.starts_with("POLICY"));
    CHECK(table.out.find("Pol_Require") != std::string::npos);
    const auto json = run(app::run_admx_search, {.folders = {sample()}, .words = {"require"}, .json = true});
    const auto policies = parsed(json.out)->getArray("policies");
    REQUIRE(policies->size() > 0);
    CHECK(policies->getObject(0)->getValue<std::string>("matched") == "name");
    const auto nothing = run(app::run_admx_search, {.folders = {sample()}, .words = {"candle", "stick"}, .json = true});
    CHECK(nothing.code == 1);
    CHECK(parsed(nothing.out)->getArray("policies")->size() == 0);
    CHECK(nothing.err.find("\"candle stick\"") != std::string::npos);
}

TEST_CASE("admx: text from a file cannot write to the terminal")
{
    TemporaryFolder folder;
    spill(folder.path() / "Evil.admx",
          "<policyDefinitions><policyNamespaces><target prefix='e' namespace='E'/></policyNamespaces><policies>"
          "<policy name='P' class='Machine' key='K&#x1b;[31m' valueName='V&#x202e;' displayName='D&#x9b;2J'/>"
          "</policies></policyDefinitions>");
    for (const auto command : {app::run_admx_show, app::run_admx_list}) {
        const auto answer = run(command, {.folders = {folder.path().string()}, .name = "P"});
        CHECK(answer.code == 0);
        CHECK(answer.out.find('\x1b') == std::string::npos);
        CHECK(answer.out.find("\u009b") == std::string::npos);
        CHECK(answer.out.find("\u202e") == std::string::npos);
    }
}
