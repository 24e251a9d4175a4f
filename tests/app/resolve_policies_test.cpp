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
    // each of the two answers says what the other one is
    bench.write(PolBuilder().require_encryption(2));
    const auto plain = parsed(run({"resolve", "--pol", bench.pol(), "--json"}).out)->getObject("policy");
    CHECK(plain->getValue<std::string>("state") == "enabled");
    const auto finding = plain->getArray("findings")->getObject(0);
    CHECK(finding->getValue<std::string>("code") == "nonstandard_value");
    CHECK(finding->getValue<std::string>("message").find(
              "counts as Enabled here and is Unrecognised where policies are shown as Windows does (resolve --all)") !=
          std::string::npos);
    const auto text = run({"resolve", "--pol", bench.pol()}).out;
    CHECK_MESSAGE(text.find("Unrecognised") != std::string::npos, text);
}

TEST_CASE("resolve --all, --policy: a directive that deletes says what it deletes")
{
    const Bench bench;
    const auto key = "Software\\Policies\\Example\\Edit";
    bench.write(PolBuilder()
                    .sz("K", "**DeleteKeys", "One;Two")
                    .sz("K", "**DeleteKeys", "Three")
                    .sz("L", "**DeleteValues", "V;W")
                    .sz("M", "**delvals.", " ")
                    .sz(key, "**DeleteValues", "Plain"));
    const std::vector<std::string> words{"resolve", "--pol", bench.pol(), "--admx", Bench::templates()};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), words.begin(), words.end());
        return run(more).out;
    };
    const auto all = with({"--all"});
    for (const auto* const part :
         {"**deletekeys", "delete the subkeys:", "One, Two", "Three", "**delvals.", "delete all values"}) {
        CHECK_MESSAGE(all.find(part) != std::string::npos, all);
    }
    CHECK(all.find("delete_") == std::string::npos);
    const auto extra = parsed(with({"--all", "--json"}))->getArray("extra");
    CHECK(extra->getObject(0)->getArray("names")->getElement<std::string>(1) == "Two");
    CHECK(extra->getObject(1)->getArray("names")->getElement<std::string>(0) == "Three");
    CHECK(extra->getObject(2)->getValue<std::string>("value") == "V");
    CHECK(extra->getObject(2)->getArray("names")->getElement<std::string>(0) == "V");
    const auto one = with({"--policy", "Plain"});
    CHECK(one.find("no GPO configures it") != std::string::npos);
    CHECK_MESSAGE(one.find("Edit!Plain: delete the value, by") != std::string::npos, one);
}

TEST_CASE("resolve --json and admx list --json: the path of a category is the same")
{
    const Bench bench;
    bench.write(PolBuilder().dword("Software\\Policies\\Example\\Edit", "Plain", 1));
    const auto path = [](const Poco::JSON::Object::Ptr& policy) {
        const auto names = policy->getArray("category_path");
        REQUIRE(names->size() == 1);
        return names->getElement<std::string>(0);
    };
    const auto resolved =
        parsed(run({"resolve", "--pol", bench.pol(), "--admx", Bench::templates(), "--policy", "Plain", "--json"}).out);
    const auto shown = parsed(run({"admx", "show", "Plain", "--dir", Bench::templates(), "--json"}).out);
    CHECK(path(resolved->getObject("policy")) == "Editing");
    CHECK(path(shown->getObject("policy")) == "Editing");
}

TEST_CASE("resolve --all, --policy: what administrators wrote beside a policy, from SYSVOL folders and backups")
{
    const TemporaryFolder folder;
    const auto key = "Software\\Policies\\Example\\Edit";
    const auto pol = PolBuilder().dword(key, "Plain", 1).bytes();
    const std::string registry(reinterpret_cast<const char*>(pol.data()), pol.size());
    const auto cmtx = [](const std::string& text) {
        return "<policyComments><policyNamespaces><using prefix=\"n\" "
               "namespace=\"example.policies.editing\"/></policyNamespaces>"
               "<comments><admTemplate><comment policyRef=\"n:PLAIN\" commentText=\"$(resource.a)\"/></admTemplate>"
               "</comments><resources><stringTable><string id=\"a\">" +
               text + "</string></stringTable></resources></policyComments>";
    };
    const auto sysvol = folder.path() / "sysvol";
    std::filesystem::create_directories(sysvol / "MACHINE");
    spill(sysvol / "GPT.INI", "[General]\r\nVersion=1\r\n");
    spill(sysvol / "MACHINE/registry.pol", registry);
    spill(sysvol / "MACHINE/Comment.cmtx", cmtx("agreed with\nthe works council \x1b[1m"));
    const auto backup = folder.path() / "backup";
    std::filesystem::create_directories(backup / "DomainSysvol/GPO/Machine");
    spill(backup / "DomainSysvol/GPO/Machine/registry.pol", registry);
    spill(backup / "DomainSysvol/GPO/Machine/comment.cmtx", cmtx("ticket 7"));
    const auto with = [&](std::vector<std::string> gpos, const std::vector<std::string>& more) {
        gpos.insert(gpos.begin(), {"resolve", "--gpo"});
        gpos.insert(gpos.end(), {"--admx", Bench::templates()});
        gpos.insert(gpos.end(), more.begin(), more.end());
        return run(gpos);
    };
    const auto one = with({sysvol}, {"--all"});
    CHECK(one.err.empty());
    CHECK_MESSAGE(one.out.find("      comment: agreed with\n        the works council \\x1b[1m\n") != std::string::npos,
                  one.out);
    for (const auto& words : {std::vector<std::string>{"--all"}, {"--policy", "Plain"}}) {
        const auto both = with({sysvol, backup}, words).out;
        CHECK_MESSAGE(both.find("      comment in GPO 'backup': ticket 7\n") != std::string::npos, both);
        CHECK(both.find("      comment in GPO 'sysvol': agreed with\n") != std::string::npos);
    }
    const auto comments =
        parsed(with({sysvol, backup}, {"--policy", "Plain", "--json"}).out)->getObject("policy")->getArray("comments");
    REQUIRE(comments->size() == 2);
    CHECK(comments->getObject(0)->getValue<int>("gpo") == 1);
    CHECK(comments->getObject(0)->getValue<std::string>("text") == "ticket 7");
    CHECK(with({sysvol}, {"--all", "--side", "user"}).out.find("comment") == std::string::npos);
    spill(sysvol / "MACHINE/Comment.cmtx", "<html/>");
    const auto damaged = with({sysvol}, {"--all"});
    CHECK(damaged.code == 0);
    CHECK_MESSAGE(damaged.err.find("its comments are not shown") != std::string::npos, damaged.err);
    CHECK(damaged.out.find("Plain switch: Enabled") != std::string::npos);
}
