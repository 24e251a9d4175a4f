#include "pol_bench.hpp"

#include <gpseal/policy/registry_policy_file.hpp>

#include <doctest/doctest.h>

#include <thread>

using namespace gpseal;
using namespace gpseal::tests;

namespace {

const PolBuilder& foreign()
{
    static const auto pol = PolBuilder().dword("Software\\Other", "A", 1).sz("Software\\Other", "**del.B", " ");
    return pol;
}

const std::vector<std::string> plain_on{"--policy", "plain switch", "--state", "enabled"};
const std::vector<std::string> plain_out{"--policy", "Plain"};

} // namespace

TEST_CASE("pol set: makes the file, says what changed, and unset leaves a header")
{
    const Bench bench;
    const auto made = bench.set(plain_on);
    CHECK(made.code == 0);
    CHECK(made.out == "Plain switch  (Editing)\n  - Not configured\n  + Enabled\n");
    CHECK(made.err == "gpseal: " + bench.pol() + ": written\n");
    const auto shown = run({"pol", "show", bench.pol()});
    CHECK(shown.out.find("Software\\Policies\\Example\\Edit  Plain  REG_DWORD  1") != std::string::npos);
    CHECK(bench.set(plain_on).err == "gpseal: " + bench.pol() + ": nothing to change\n");
    CHECK(bench.unset(plain_out).code == 0);
    CHECK(bench.content() == std::string("PReg\1\0\0\0", 8));
}

TEST_CASE("pol set, pol unset: the file is byte for byte what it was")
{
    const Bench bench;
    bench.write(foreign());
    const auto before = bench.content();
    CHECK(bench.set({"--policy", "Everything", "--state", "enabled", "--element", "Name=x", "--element", "Pairs=a=b"})
              .code == 0);
    CHECK(bench.content() != before);
    CHECK(bench.set({"--policy", "Everything", "--state", "not-configured"}).code == 0);
    CHECK(bench.content() == before);
}

TEST_CASE("pol set: --dry-run says it and writes nothing, not even a new file")
{
    const Bench bench;
    auto words = plain_on;
    words.emplace_back("--dry-run");
    const auto answer = bench.set(words);
    CHECK(answer.code == 0);
    CHECK(answer.out.find("+ Enabled") != std::string::npos);
    CHECK(answer.err.find("nothing was written") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(bench.pol()));
}

TEST_CASE("pol set: as JSON")
{
    const Bench bench;
    const auto answer = bench.set(
        {"--policy", "OneList", "--state", "enabled", "--element", "Names=a", "--element", "Names=b", "--json"});
    CHECK(answer.code == 0);
    const auto root = parsed(answer.out);
    CHECK(root->getValue<std::string>("schema") == "gpseal.pol/1");
    CHECK(root->getValue<bool>("written"));
    const auto policy = root->getArray("policies")->getObject(0);
    CHECK(policy->getValue<std::string>("display_name") == "A single list");
    CHECK(policy->getObject("before")->getValue<std::string>("state") == "not_configured");
    CHECK(policy->getObject("after")->getValue<std::string>("state") == "enabled");
    CHECK(policy->getObject("after")->getArray("elements")->getObject(0)->getArray("value")->size() == 2);
}

TEST_CASE("pol set: a raw value, and its removal")
{
    const Bench bench;
    bench.write(foreign());
    const auto before = bench.content();
    const auto answer = bench.set({"--key", "K", "--value", "Limit", "--type", "dword", "--data", "0x10"});
    CHECK(answer.code == 0);
    CHECK(answer.out == "K!Limit\n  + REG_DWORD 16 (0x00000010)\n");
    CHECK(bench.unset({"--key", "k\\", "--value", "LIMIT"}).out == "K!Limit\n  - REG_DWORD 16 (0x00000010)\n");
    CHECK(bench.content() == before);
    CHECK(bench.set({"--key", "K", "--value", "**delvals."}).code == 0);
    CHECK(bench.set({"--key", "K", "--value", "M", "--type", "REG_MULTI_SZ", "--data", "a", "--data", "b c"}).out ==
          "K!M\n  - delete all values of the key\n  + REG_MULTI_SZ a; b c\n");
    CHECK(bench.set({"--key", "K", "--value", "(default)", "--type", "SZ", "--data", "default"})
              .out.starts_with("K!(default)"));
}

TEST_CASE("pol set: lines that make no sense are refused in one sentence, and write nothing")
{
    const Bench bench;
    const auto wrong = [&](const std::vector<std::string>& words, const std::string& part) {
        const auto answer = bench.set(words);
        CHECK(answer.code == 2);
        CHECK_MESSAGE(answer.err.find(part) != std::string::npos, answer.err);
        CHECK(answer.out.empty());
        CHECK_FALSE(std::filesystem::exists(bench.pol()));
    };
    wrong({"--policy", "Plain"}, "needs --state");
    wrong({"--policy", "Plian", "--state", "enabled"}, "did you mean");
    wrong({"--policy", "Plain", "--state", "enabled", "--element", "X=1"}, "has no element");
    wrong({"--policy", "Plain", "--state", "enabled", "--element", "X"}, "--element takes ID=VALUE");
    wrong({"--policy", "Plain", "--state", "enabled", "--class", "user"}, "of class Machine");
    wrong({"--key", "K"}, "needs --value");
    wrong({"--key", "K", "--value", "V"}, "needs --type");
    wrong({"--key", "K", "--value", "V", "--type", "WORD"}, "there is no type");
    wrong({"--key", "K", "--value", "V", "--type", "DWORD", "--data", "4294967296"}, "0 to 4294967295");
    wrong({"--key", "K", "--value", "V", "--type", "BINARY", "--data", "xyz"}, "hex digits");
    wrong({"--key", "K", "--value", "V", "--type", "SZ", "--data", "a", "--data", "b"}, "only MULTI_SZ");
    wrong({"--key", "K", "--value", "V", "--state", "enabled"}, "go with --policy");
    wrong({"--key", "K", "--policy", "Plain"}, "--policy");
    wrong({"--policy", "Plain", "--state", "enabled", "--value", "V", "--type", "SZ", "--data", "3"},
          "--value, --type, --data with --policy would do nothing");
    wrong({"--policy", "Plain", "--state", "enabled", "--data", "3"}, "--data with --policy would do nothing");
    const auto unset = bench.unset({"--policy", "Plain", "--value", "V"});
    CHECK(unset.code == 2);
    CHECK(unset.err.find("--value with --policy would do nothing") != std::string::npos);
}

TEST_CASE("pol set: a directive that nobody obeys is refused")
{
    const Bench bench;
    CHECK(bench.set({"--key", "S", "--value", "**foo", "--type", "SZ", "--data", "x"}).code == 2);
    CHECK(bench.set({"--key", "S", "--value", "**del.A"}).code == 0);
}

TEST_CASE("pol set: a policy in the folder of the other side is worth a warning")
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "User");
    const auto answer = run({"pol", "set", (folder.path() / "User/Registry.pol").string(), "--policy", "Plain",
                             "--state", "enabled", "--admx", Bench::templates()});
    CHECK(answer.code == 0);
    CHECK(answer.err.find("warning: a policy of class Machine has no effect in a folder User\n") != std::string::npos);
}

TEST_CASE("pol set: a template that would write another value than was asked for is refused, and nothing is written")
{
    const Bench bench;
    spill(bench.path("Broken.admx"), R"(<policyDefinitions>
<policyNamespaces><target prefix="b" namespace="Broken"/></policyNamespaces><policies>
<policy name="OneValue" class="Machine" displayName="OneValue" key="K"><elements>
  <decimal id="A" valueName="V" maxValue="99"/><decimal id="B" valueName="V" maxValue="99"/></elements></policy>
<policy name="OneId" class="Machine" displayName="OneId" key="K"><elements>
  <decimal id="A" valueName="V"/><decimal id="A" valueName="W"/></elements></policy>
</policies></policyDefinitions>)");
    const auto set = [&](const char* policy, const std::vector<std::string>& elements) {
        std::vector<std::string> words{
            "pol",      "set",  bench.pol(), "--admx", std::filesystem::path(bench.pol()).parent_path(),
            "--policy", policy, "--state",   "enabled"};
        for (const auto& element : elements) {
            words.insert(words.end(), {"--element", element});
        }
        return run(words);
    };
    for (const auto& [policy, elements, why] :
         {std::tuple("OneValue", std::vector<std::string>{"A=1", "B=2"}, "element B writes the same value, K!V"),
          std::tuple("OneId", std::vector<std::string>{"A=1"}, "has 2 elements with the id \"A\"")}) {
        const auto answer = set(policy, elements);
        CHECK(answer.code == 8);
        CHECK_MESSAGE(answer.err.find(why) != std::string::npos, answer.err);
        CHECK_FALSE(std::filesystem::exists(bench.pol()));
    }
    CHECK(set("OneValue", {"A=2", "B=2"}).code == 0);
}

TEST_CASE("pol set: a policy of both sides takes effect for the side of its folder, whatever the line says")
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "User");
    const auto answer = run({"pol", "set", (folder.path() / "User/Registry.pol").string(), "--policy", "OnOff",
                             "--state", "enabled", "--class", "machine", "--admx", Bench::templates()});
    CHECK(answer.code == 0);
    CHECK(answer.err.find("warning: a file in a folder User sets policies for users, whatever --class says\n") !=
          std::string::npos);
}

TEST_CASE("pol set: an empty text in a key's default value, by empty arguments")
{
    const Bench bench;
    const auto answer = bench.set({"--key", "S", "--value", "", "--type", "SZ", "--data", ""});
    CHECK(answer.code == 0);
    CHECK(answer.out.find("S!(default)") != std::string::npos);
    CHECK(run({"pol", "show", bench.pol(), "--json"}).out.find(R"("value":"","type":1,"size":2,"data":"0000")") !=
          std::string::npos);
    CHECK(bench.set({"--key", "S", "--value", "N", "--type", "DWORD", "--data="}).code == 2);
    CHECK(bench.unset({"--key", "S", "--value="}).code == 0);
    CHECK(bench.content().size() == 8);
}

TEST_CASE("pol set: a damaged file is refused and stays as it is")
{
    const Bench bench;
    spill(bench.pol(), "PReg");
    CHECK(bench.set(plain_on).code == 3);
    CHECK(bench.content() == "PReg");
    CHECK(bench.unset(plain_out).code == 3);
}

TEST_CASE("pol unset: where there is no file there is nothing to take out, and none is made")
{
    const Bench bench;
    for (const auto& answer : {bench.unset(plain_out), bench.unset({"--key", "K", "--value", "V"}),
                               bench.set({"--policy", "Plain", "--state", "not-configured"})}) {
        CHECK(answer.code == 0);
        CHECK(answer.out.empty());
        CHECK(answer.err == "gpseal: " + bench.pol() + ": there is no such file, and so nothing to take out\n");
        CHECK_FALSE(std::filesystem::exists(bench.pol()));
    }
    CHECK(run({"pol", "unset", bench.path("none/registry.pol"), "--key", "K", "--value", "V"}).code == 3);
}

TEST_CASE("pol set: edits at the same time are all there in the end")
{
    const Bench bench;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&bench, i] {
            std::ostringstream out;
            std::ostringstream err;
            const auto name = "V" + std::to_string(i);
            CHECK(app::run_program(std::vector<std::string>{"pol", "set", bench.pol(), "--key", "K", "--value", name,
                                                            "--type", "DWORD", "--data", "1"},
                                   out, err) == 0);
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    const auto content = bench.content();
    const auto file = policy::parse_registry_policy(std::as_bytes(std::span(content)), "x");
    REQUIRE(file);
    CHECK(file->instructions.size() == 16);
}

TEST_CASE("pol diff: by policy where templates are given, by value otherwise; 1 when something differs")
{
    const Bench bench;
    const auto key = "Software\\Policies\\Example\\Edit";
    bench.write("a.pol", PolBuilder().dword(key, "Plain", 1).dword("K", "V", 1).dword("K", "W", 5));
    bench.write("b.pol", PolBuilder().dword("K", "W", 5).sz(key, "**del.Plain", " ").dword("K", "V", 2));
    bench.write("c.pol", PolBuilder().dword("k\\", "v", 1).dword("K", "w", 5).dword(key, "plain", 1));
    const auto by_policy = run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol"), "--admx", Bench::templates()});
    CHECK(by_policy.code == 1);
    CHECK(by_policy.out == "Plain switch  (Editing)\n  - Enabled\n  + Disabled\n"
                           "K!V\n  - REG_DWORD 1 (0x00000001)\n  + REG_DWORD 2 (0x00000002)\n");
    const auto raw = run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol")});
    CHECK(raw.code == 1);
    CHECK(raw.out.find("Edit!Plain\n  - REG_DWORD 1 (0x00000001)\n  + delete the value\n") != std::string::npos);
    const auto same = run({"pol", "diff", bench.path("a.pol"), bench.path("c.pol")});
    CHECK(same.code == 0);
    CHECK(same.out.empty());
    CHECK(same.err == "gpseal: the same settings, in another order or spelling\n");
    CHECK(run({"pol", "diff", bench.path("a.pol"), bench.path("a.pol"), "-q"}).err.empty());
    const auto json = run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol"), "--json"});
    CHECK(json.code == 1);
    CHECK(parsed(json.out)->getArray("values")->size() == 2);
    CHECK_FALSE(parsed(json.out)->getValue<bool>("same"));
    CHECK(run({"pol", "diff", bench.path("a.pol")}).code == 2);
    CHECK(run({"pol", "diff", bench.path("a.pol"), bench.path("none.pol")}).code == 3);
}

TEST_CASE("pol diff: every list of subkeys to delete is compared")
{
    const Bench bench;
    bench.write("a.pol", PolBuilder().sz("K", "**DeleteKeys", "A").sz("K", "**DeleteKeys", "C"));
    bench.write("b.pol", PolBuilder().sz("K", "**DeleteKeys", "B").sz("K", "**DeleteKeys", "C"));
    const auto answer = run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol")});
    CHECK(answer.code == 1);
    CHECK(answer.out == "K!**deletekeys\n  - delete the subkeys: A\n  + delete the subkeys: B\n");
}
