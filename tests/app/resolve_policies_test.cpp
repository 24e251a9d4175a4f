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

TEST_CASE("resolve --all: an Unrecognised Require Encryption says what the mandate is")
{
    const Bench bench;
    const TemporaryFolder templates;
    spill(templates.path() / "Lanman.admx", R"(<policyDefinitions>
  <policyNamespaces><target prefix="l" namespace="Example.Lanman"/></policyNamespaces>
  <policies><policy name="Pol_RequireEncryption" class="Machine" displayName="Require Encryption"
    key="SOFTWARE\Policies\Microsoft\Windows\LanmanWorkstation" valueName="requireencryption">
    <enabledValue><decimal value="1"/></enabledValue><disabledValue><decimal value="0"/></disabledValue>
  </policy></policies></policyDefinitions>)");
    const auto answer = [&](const PolBuilder& pol, std::vector<std::string> more) {
        bench.write(pol);
        std::vector<std::string> words{"resolve", "--pol", bench.pol(), "--admx", templates.path().string()};
        words.insert(words.end(), more.begin(), more.end());
        return run(words).out;
    };
    for (const auto& words : {std::vector<std::string>{"--all"}, {"--policy", "Pol_RequireEncryption"}}) {
        const auto two = answer(PolBuilder().require_encryption(2), words);
        CHECK(two.find("Require Encryption: Unrecognised") != std::string::npos);
        CHECK(two.find("      note: Windows' own report leaves this value out; gpseal") != std::string::npos);
        CHECK(answer(PolBuilder().require_encryption(1), words).find("note: ") == std::string::npos);
        CHECK(answer(PolBuilder().require_encryption(0), words).find("note: ") == std::string::npos);
    }
    const auto json =
        parsed(answer(PolBuilder().require_encryption(2), {"--policy", "Pol_RequireEncryption", "--json"}));
    const auto mandate = json->getObject("policy")->getObject("mandate");
    CHECK(json->getObject("policy")->getValue<std::string>("state") == "unrecognised");
    CHECK(mandate->getValue<std::string>("state") == "enabled");
    CHECK(mandate->getValue<std::string>("mandate") == "required");
    CHECK(mandate->getValue<std::string>("note").find("gpseal requires encryption: ") != std::string::npos);
}
