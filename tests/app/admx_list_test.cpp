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
