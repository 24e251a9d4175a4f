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
