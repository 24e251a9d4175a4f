#include "pol_bench.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::tests;

TEST_CASE("resolve --all: every configured policy with its winner, and what is left over")
{
    const Bench bench;
    const auto key = "Software\\Policies\\Example\\Edit";
    bench.write("low.pol", PolBuilder().dword(key, "Plain", 1).dword("K", "V", 1));
    bench.write("high.pol", PolBuilder().sz(key, "**del.Plain", " ").dword(key, "Own", 2));
    const std::vector<std::string> words{"resolve", "--pol",           bench.path("low.pol"), bench.path("high.pol"),
                                         "--admx",  Bench::templates()};
    auto all = words;
    all.emplace_back("--all");
    const auto text = run(all);
    CHECK(text.code == 0);
    CHECK(text.out.starts_with("Computer Configuration: 2 policies configured, 1 extra registry setting\n"));
    CHECK(text.out.find("  Choice on the own value: Enabled\n") != std::string::npos);
    CHECK(text.out.find("      Mode: Second mode\n") != std::string::npos);
    CHECK(text.out.find("  Plain switch: Disabled\n") != std::string::npos);
    CHECK(text.out.find("K    V      REG_DWORD  1 (0x00000001)") != std::string::npos);
    all.emplace_back("--json");
    const auto root = parsed(run(all).out);
    CHECK(root->getValue<std::string>("schema") == "gpseal.report/1");
    const auto plain = root->getArray("policies")->getObject(1);
    CHECK(plain->getValue<std::string>("name") == "Plain");
    CHECK(plain->getValue<std::string>("state") == "disabled");
    CHECK(plain->getObject("winner")->getValue<std::string>("path") == bench.path("high.pol"));
    CHECK(plain->getArray("losers")->getObject(0)->getValue<std::string>("state") == "enabled");
    CHECK(root->getArray("extra")->size() == 1);
    auto one = words;
    one.insert(one.end(), {"--policy", "plain"});
    const auto page = run(one);
    CHECK(page.code == 0);
    CHECK(page.out.starts_with("Plain switch: Disabled\n"));
    CHECK(page.out.find("  over      Enabled: ") != std::string::npos);
    one.emplace_back("--json");
    CHECK(parsed(run(one).out)->getObject("policy")->getValue<std::string>("state") == "disabled");
}

TEST_CASE("resolve --all: the user side of a GPO is its own file")
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "gpo/User");
    std::filesystem::create_directories(folder.path() / "gpo/Machine");
    spill(folder.path() / "gpo/gpt.ini", "[General]\r\nVersion=65536\r\n");
    const auto bytes = PolBuilder().sz("Software\\Policies\\Example\\Edit\\OneList", "n1", "x").bytes();
    spill(folder.path() / "gpo/User/Registry.pol", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    const std::vector<std::string> words{"resolve",          "--gpo", (folder.path() / "gpo").string(), "--admx",
                                         Bench::templates(), "--all"};
    CHECK(run(words).out.find("0 policies configured") != std::string::npos);
    auto user = words;
    user.insert(user.end(), {"--side", "user"});
    const auto answer = run(user);
    CHECK(answer.out.starts_with("User Configuration of GPO 'gpo': 1 policy configured"));
    CHECK(answer.out.find("  A single list: Enabled\n      Names: x\n") != std::string::npos);
    CHECK(answer.err.empty());
}
