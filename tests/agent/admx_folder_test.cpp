#include "collect/admx_folder.hpp"
#include "collect/parallel.hpp"

#include <gpseal/agent/file_system.hpp>

#include <doctest/doctest.h>
#include <temporary_folder.hpp>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

using namespace gpseal;
using tests::spill;
using tests::TemporaryFolder;

namespace {

/// An ADMX file of one policy P with its own namespace.
std::string definitions(const std::string& name)
{
    return "<policyDefinitions><policyNamespaces><target prefix='t' namespace='" + name +
           "'/></policyNamespaces><policies><policy name='P' class='Machine' key='K' valueName='V' "
           "displayName='$(string.P)'/></policies></policyDefinitions>";
}

std::string resources(const std::string& text)
{
    return "<policyDefinitionResources><resources><stringTable><string id='P'>" + text +
           "</string></stringTable></resources></policyDefinitionResources>";
}

admx::PolicyCatalog load(const std::vector<std::filesystem::path>& folders)
{
    admx::CatalogBuilder builder;
    for (const auto& folder : folders) {
        REQUIRE(agent::read_admx_folder(folder, builder));
    }
    return std::move(builder).finish();
}

std::vector<std::string> names_of(const admx::PolicyCatalog& catalog)
{
    std::vector<std::string> names;
    for (const auto& policy : catalog.policies()) {
        names.push_back(std::string(catalog.file_of(policy).target_namespace) + '=' + std::string(policy.display_name));
    }
    return names;
}

std::string padded(int number)
{
    return std::string(number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

TEST_CASE("admx folder: however many threads read it, files come in the order of their names")
{
    TemporaryFolder folder;
    std::vector<std::string> expected;
    for (int i = 0; i < 60; ++i) {
        const auto name = "N" + padded(i);
        spill(folder.path() / (name + ".admx"), i == 30 ? "<policyDefinitions><oops>" : definitions(name));
        spill(folder.path() / "en-US" / (name + ".adml"), i == 31 ? "<html>" : resources("text " + padded(i)));
        if (i != 30) {
            expected.push_back(name + '=' + (i == 31 ? "P" : "text " + padded(i)));
        }
    }
    for (int round = 0; round < 5; ++round) {
        const auto catalog = load({folder.path()});
        CHECK(names_of(catalog) == expected);
        CHECK(catalog.files().size() == 120);
        CHECK(std::count_if(catalog.files().begin(), catalog.files().end(), [](const admx::SourceFile& file) {
                  return file.status == admx::FileStatus::refused;
              }) == 2);
    }
}

TEST_CASE("admx folder: of several folders the first one's namespaces count")
{
    TemporaryFolder first;
    TemporaryFolder second;
    spill(first.path() / "A.admx", definitions("A"));
    spill(first.path() / "en-US/A.adml", resources("first"));
    spill(second.path() / "A.admx", definitions("A"));
    spill(second.path() / "en-US/A.adml", resources("second"));
    spill(second.path() / "B.admx", definitions("B"));
    spill(second.path() / "en-US/B.adml", resources("b"));
    const auto catalog = load({first.path(), second.path()});
    CHECK(names_of(catalog) == std::vector<std::string>{"A=first", "A=second", "B=b"});
    CHECK_FALSE(catalog.policies()[0].shadowed);
    CHECK(catalog.policies()[1].shadowed);
}

TEST_CASE("admx folder: of one policy's page only the texts that it needs are read")
{
    TemporaryFolder folder;
    const auto named = [](const std::string& name, const std::string& used) {
        auto text = definitions(name);
        text.replace(text.find("policy name='P'"), 15, "policy name='Pol" + name + '\'');
        return text.insert(text.find("</policyNamespaces>"), "<using prefix='u' namespace='" + used + "'/>");
    };
    spill(folder.path() / "A.admx", named("A", "b"));
    spill(folder.path() / "B.admx", named("B", "A"));
    spill(folder.path() / "C.admx", named("C", "none"));
    spill(folder.path() / "en-US/a.adml", resources("a"));
    spill(folder.path() / "en-US/B.adml", resources("b"));
    spill(folder.path() / "en-US/C.adml", resources("c"));
    const auto read = [&](const char* about) {
        admx::CatalogBuilder builder;
        REQUIRE(agent::read_admx_folder(folder.path(), builder, about));
        return names_of(std::move(builder).finish());
    };
    using Names = std::vector<std::string>;
    CHECK((read("pola") == Names{"A=a", "B=b", "C=PolC"}));
    CHECK((read("PolC") == Names{"A=PolA", "B=PolB", "C=c"}));
    CHECK((read("no such name") == Names{"A=a", "B=b", "C=c"})); // it may be a display name
    CHECK((read("") == Names{"A=a", "B=b", "C=c"}));
}

TEST_CASE("admx folder: files whose names differ by case are both read, each with its own texts")
{
    TemporaryFolder folder;
    spill(folder.path() / "Twin.admx", definitions("Big"));
    spill(folder.path() / "twin.admx", definitions("Small"));
    spill(folder.path() / "en-US/Twin.adml", resources("big"));
    spill(folder.path() / "en-US/twin.adml", resources("small"));
    CHECK(names_of(load({folder.path()})) == std::vector<std::string>{"Big=big", "Small=small"});
}

TEST_CASE("admx folder: a file that cannot be read is a finding, and the rest loads")
{
    TemporaryFolder folder;
    spill(folder.path() / "A.admx", definitions("A"));
    std::filesystem::create_directory(folder.path() / "B.admx");
    std::filesystem::create_symlink("nowhere", folder.path() / "C.admx");
    spill(folder.path() / "D.admx", definitions("D"));
    admx::CatalogBuilder builder;
    const auto findings = agent::read_admx_folder(folder.path(), builder);
    REQUIRE(findings);
    CHECK(findings->size() == 2);
    CHECK(std::move(builder).finish().policies().size() == 2);
}

TEST_CASE("parallel: each index is worked on once")
{
    for (const std::size_t count : {0U, 1U, 7U, 1000U}) {
        std::vector<std::atomic<int>> times(count);
        agent::for_each_index(count, [&](std::size_t i) { ++times[i]; });
        CHECK(std::all_of(times.begin(), times.end(), [](const auto& each) { return each == 1; }));
    }
}
