#include "pol_bench.hpp"

#include <doctest/doctest.h>

using namespace gpseal::tests;

TEST_CASE("admx list: what the catalogue takes no policy from is counted, and lists none")
{
    const TemporaryFolder folder;
    const auto text = slurp(data_folder() / "admx/PolicyDefinitions/Sample.admx");
    spill(folder.path() / "A.admx", text);
    spill(folder.path() / "B.admx", text);
    const auto answer = run({"admx", "list", "--dir", folder.path().string(), "--json"});
    const auto root = parsed(answer.out);
    const auto policies = root->getArray("policies");
    for (std::size_t i = 0; i < policies->size(); ++i) {
        CHECK(policies->getObject(static_cast<unsigned>(i))->getValue<std::string>("file").ends_with("A.admx"));
    }
    CHECK(policies->size() > 0);
    CHECK(root->getArray("files")->getObject(1)->getValue<std::string>("status") == "duplicate_namespace");
    CHECK(root->getArray("files")->getObject(1)->getValue<std::size_t>("policies") == policies->size());
    CHECK(run({"admx", "list", "--dir", folder.path().string()}).out.find("duplicate_namespace") != std::string::npos);
}

TEST_CASE("admx show, pol set: a policy that is left out is not used either")
{
    const Bench bench;
    std::filesystem::create_directory(bench.path("t"));
    auto text = slurp(data_folder() / "editing/Editing.admx");
    spill(bench.path("t/A.admx"), text);
    const std::string plain = "name=\"Plain\"";
    text.replace(text.find(plain), plain.size(), "name=\"Other\"");
    spill(bench.path("t/B.admx"), text);
    const auto shown = run({"admx", "show", "Other", "--dir", bench.path("t")});
    CHECK(shown.code == 2);
    CHECK(shown.err.find("\"Other\" is left out: an earlier file has the namespace of ") != std::string::npos);
    CHECK(run({"pol", "set", bench.pol(), "--policy", "Other", "--state", "enabled", "--admx", bench.path("t")}).code ==
          2);
    CHECK_FALSE(std::filesystem::exists(bench.pol()));
    CHECK(run({"admx", "show", "Plain", "--dir", bench.path("t")}).code == 0);
}

TEST_CASE("admx list, show, search: --dir takes one folder, and is given again for another")
{
    const TemporaryFolder folder;
    const auto second = folder.path().string();
    spill(folder.path() / "A.admx", slurp(data_folder() / "admx/PolicyDefinitions/Sample.admx"));
    const auto first = Bench::templates();
    const auto files = [&](std::vector<std::string> words) {
        words.insert(words.end(), {"--dir", first, "--dir", second, "--json"});
        return run(words).code;
    };
    CHECK(files({"admx", "list"}) == 0);
    CHECK(files({"admx", "show", "Plain"}) == 0);
    CHECK(files({"admx", "search", "plain"}) == 0);
    for (const auto& words : {std::vector<std::string>{"admx", "list", "--dir", first, second},
                              {"admx", "show", "--dir", first, second, "Plain"}}) {
        const auto refused = run(words);
        CHECK(refused.code == 2);
        CHECK_MESSAGE(refused.err.find("; --dir takes one folder, and is given again for another") != std::string::npos,
                      refused.err);
    }
}

TEST_CASE("admx show: an explanation keeps the indentation of its lines")
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "en-US");
    spill(folder.path() / "I.admx", R"xml(<policyDefinitions>
  <policyNamespaces><target prefix="i" namespace="Example.Indent"/></policyNamespaces>
  <policies><policy name="I" class="Machine" displayName="$(string.I)" explainText="$(string.H)" key="K"/></policies>
</policyDefinitions>)xml");
    const std::string help = "Choose one:\r\n  - first, which is told in words that do not fit into a single line of "
                             "eighty columns\r\n\t- second\r\n\r\nEnd.";
    spill(folder.path() / "en-US/I.adml",
          R"xml(<policyDefinitionResources><resources><stringTable><string id="I">I</string><string id="H">)xml" +
              help + "</string></stringTable></resources></policyDefinitionResources>");
    const auto page = run({"admx", "show", "I", "--dir", folder.path().string()}).out;
    CHECK_MESSAGE(
        page.ends_with("\nChoose one:\n  - first, which is told in words that do not fit into a single line of "
                       "eighty\n  columns\n    - second\n\nEnd.\n"),
        page);
}

TEST_CASE("admx show: a policy among many of its name is found by what the message shows, which is sorted and ends")
{
    const TemporaryFolder folder;
    std::string categories;
    std::string policies;
    for (int i = 40; i > 0; --i) {
        const auto id = std::to_string(i);
        categories += "<category name='C" + id + "' displayName='Part " + id + "'/>";
        policies += "<policy name='P" + id + "' class='Machine' displayName='List' key='K' valueName='V'>" +
                    "<parentCategory ref='C" + id + "'/></policy>";
    }
    spill(folder.path() / "A.admx", "<policyDefinitions><policyNamespaces><target prefix='t' namespace='N'/>"
                                    "</policyNamespaces><categories>" +
                                        categories + "</categories><policies>" + policies +
                                        "</policies></policyDefinitions>");
    const auto show = [&](const std::string& name) {
        return run({"admx", "show", name, "--dir", folder.path().string()});
    };
    const auto many = show("list");
    CHECK(many.code == 2);
    CHECK(many.err.starts_with("gpseal: \"list\" means 40 policies; name one by its path or by its NAMESPACE::NAME:\n"
                               "  Part 10\\List  (Machine, N::P10)\n  Part 11\\List"));
    CHECK(many.err.ends_with("  and 20 more; gpseal admx search shows all of them\n"));
    for (const auto* const name : {"Part 7\\List", "part 7 / list", "N::P7", "Administrative Templates\\Part 7\\List",
                                   "Computer Configuration\\Administrative Templates\\Part 7\\List",
                                   "Computer Configuration/Policies/Administrative Templates/Part 7/List"}) {
        CAPTURE(name);
        CHECK(show(name).out.find("\\Part 7\n") != std::string::npos);
    }
    CHECK(show("User Configuration\\Administrative Templates\\Part 7\\List").code == 2);
    CHECK(show("art 7\\List").code == 2); // a part of a name is none
    CHECK(show("Something else").err.find("gpseal admx search finds") != std::string::npos);
}

TEST_CASE("admx show: what nobody can see in a text is left out, and a rule that the words have said is, too")
{
    const TemporaryFolder folder;
    spill(
        folder.path() / "A.admx",
        "<policyDefinitions><policyNamespaces><target prefix='t' namespace='N'/></policyNamespaces><supportedOn>"
        "<products><product name='W' displayName='Windows'/><product name='X' displayName='X'/></products><definitions>"
        "<definition name='S' displayName='At least Windows'><or><reference ref='W'/></or></definition>"
        "<definition name='T' displayName='Any'><or><reference ref='W'/><reference "
        "ref='X'/></or></definition></definitions></supportedOn><policies>"
        "<policy name='P' class='Machine' displayName='Zero\u200bwidth' key='K\u200b' valueName='V'>"
        "<supportedOn ref='S'/></policy><policy name='Q' class='Machine' displayName='Q' key='K' valueName='V'>"
        "<supportedOn ref='T'/></policy></policies></policyDefinitions>");
    const auto page = [&](const char* name) {
        return run({"admx", "show", name, "--dir", folder.path().string()}).out;
    };
    CHECK(page("P").starts_with("Zerowidth\n"));
    CHECK(page("P").find("K\\u{200b}\n") != std::string::npos); // of a key it is a part
    CHECK(page("P").find("any of") == std::string::npos);
    CHECK(page("Q").find("any of: Windows; X\n") != std::string::npos);
}
