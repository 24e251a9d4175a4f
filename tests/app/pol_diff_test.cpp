// pol diff: what no line of the editor's shows, and what two lines would show alike.
#include "pol_bench.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace gpseal::tests;

namespace {

constexpr const char* rates_admx = R"x(<policyDefinitions revision="1.0" schemaVersion="1.0">
<policyNamespaces><target prefix="t" namespace="Test"/></policyNamespaces><resources minRequiredRevision="1.0"/>
<policies><policy name="Rates" class="Machine" displayName="$(string.Rates)" key="K" presentation="$(presentation.Rates)">
<elements><decimal id="Day" valueName="Day"/><decimal id="Night" valueName="Night"/></elements></policy></policies>
</policyDefinitions>)x";
constexpr const char* rates_adml = R"x(<policyDefinitionResources revision="1.0" schemaVersion="1.0"><resources>
<stringTable><string id="Rates">Rates</string></stringTable><presentationTable><presentation id="Rates">
<decimalTextBox refId="Day">Rate:</decimalTextBox><decimalTextBox refId="Night">Rate:</decimalTextBox>
</presentation></presentationTable></resources></policyDefinitionResources>)x";

constexpr const char* sites_admx = R"x(<policyDefinitions revision="1.0" schemaVersion="1.0">
<policyNamespaces><target prefix="t" namespace="Test"/></policyNamespaces><resources minRequiredRevision="1.0"/>
<policies><policy name="Sites" class="Machine" displayName="$(string.Sites)" key="K" valueName="On"
presentation="$(presentation.Sites)"><elements><list id="Zones" key="K" explicitValue="true"/></elements></policy></policies>
</policyDefinitions>)x";
constexpr const char* sites_adml = R"x(<policyDefinitionResources revision="1.0" schemaVersion="1.0"><resources>
<stringTable><string id="Sites">Sites</string></stringTable><presentationTable><presentation id="Sites">
<listBox refId="Zones">Zones:</listBox></presentation></presentationTable></resources></policyDefinitionResources>)x";

std::string diff(const Bench& bench, const PolBuilder& before, const PolBuilder& after, const std::string& templates)
{
    bench.write("a.pol", before);
    bench.write("b.pol", after);
    const auto answer = run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol"), "--admx", templates});
    CHECK(answer.code == 1);
    return answer.out;
}

} // namespace

TEST_CASE("pol diff: two elements with one label are two")
{
    const Bench bench;
    std::filesystem::create_directories(bench.path("t/en-US"));
    spill(bench.path("t/T.admx"), rates_admx);
    spill(bench.path("t/en-US/T.adml"), rates_adml);
    const auto rates = [](std::uint32_t day, std::uint32_t night) {
        return PolBuilder().dword("K", "Day", day).dword("K", "Night", night);
    };
    CHECK(diff(bench, rates(10, 20), rates(20, 10), bench.path("t")) ==
          "Rates\n  - Rate: 10\n  - Rate: 20\n  + Rate: 20\n  + Rate: 10\n");
    CHECK(diff(bench, rates(10, 20), rates(20, 20), bench.path("t")) == "Rates\n  - Rate: 10\n  + Rate: 20\n");
}

TEST_CASE("pol diff: a value that differs is told, also where the editor shows the same")
{
    const Bench bench;
    const std::string edit = "Software\\Policies\\Example\\Edit";
    const auto all = edit + "\\All";
    const auto with_extra = [&](std::uint32_t extra) {
        return PolBuilder().dword(all, "On", 1).dword(all, "Mode", 8).dword(all, "Extra", extra);
    };
    const auto extra = diff(bench, with_extra(5), with_extra(6), Bench::templates());
    CHECK(extra.find("\n  " + all + "!Extra\n    - REG_DWORD 5 (0x00000005)\n    + REG_DWORD 6 (0x00000006)\n") !=
          std::string::npos);
    CHECK(diff(bench, PolBuilder().dword(edit, "Plain", 2), PolBuilder().dword(edit, "Plain", 3), Bench::templates()) ==
          "Plain switch  (Editing)\n  " + edit +
              "!Plain\n    - REG_DWORD 2 (0x00000002)\n    + REG_DWORD 3 (0x00000003)\n");
    CHECK(diff(bench, PolBuilder().dword(edit, "Plain", 1), PolBuilder().dword(edit, "**soft.Plain", 1),
               Bench::templates())
              .find("+ REG_DWORD 1 (0x00000001), where it is absent") != std::string::npos);
    // a change that a line tells of is not told twice
    const auto number = diff(bench, PolBuilder().dword(all, "On", 1).dword(all, "Number", 3),
                             PolBuilder().dword(all, "On", 1).dword(all, "Number", 4), Bench::templates());
    CHECK(number.find("!Number") == std::string::npos);
    CHECK(run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol"), "--admx", Bench::templates(), "--json"})
              .out.find(R"("value": "Number")") != std::string::npos);
}

TEST_CASE("pol diff: a deletion in another spelling is the same, but **del. is the one that reports call Disabled")
{
    const Bench bench;
    const auto answer = [&](const PolBuilder& before, const PolBuilder& after) {
        bench.write("a.pol", before);
        bench.write("b.pol", after);
        return run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol")});
    };
    const auto same = answer(PolBuilder().sz("K", "**DeleteValues", "V").sz("K", "**DeleteKeys", "T;U"),
                             PolBuilder().sz("K", "**DeleteValues", "v").sz("K", "**DeleteKeys", "u;t"));
    CHECK(same.code == 0);
    CHECK(same.out.empty());
    CHECK(answer(PolBuilder().sz("K", "**DeleteValues", "V"), PolBuilder().sz("K", "**del.V", " ")).code == 1);
}

TEST_CASE("pol diff: what makes sure that a **soft. value is absent is a part of what it does")
{
    const Bench bench;
    bench.write("a.pol", PolBuilder().sz("K", "**del.On", " ").dword("K", "**soft.On", 1));
    bench.write("b.pol", PolBuilder().dword("K", "**soft.On", 1));
    const auto answer = run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol")});
    CHECK(answer.code == 1);
    CHECK(answer.out == "K!On\n  - REG_DWORD 1 (0x00000001)\n  + REG_DWORD 1 (0x00000001), where it is absent\n");
    bench.write("b.pol", PolBuilder().dword("K", "On", 1));
    CHECK(run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol")}).code == 0);
}

TEST_CASE("pol diff: whether anything differs does not hang on the templates")
{
    const Bench bench;
    std::filesystem::create_directories(bench.path("t/en-US"));
    spill(bench.path("t/T.admx"), sites_admx);
    spill(bench.path("t/en-US/T.adml"), sites_adml);
    const std::vector<PolBuilder> files{
        PolBuilder(),
        PolBuilder().sz("K", "**del.On", " "),
        PolBuilder().sz("K", "**DeleteValues", "On"),
        PolBuilder().sz("K", "**delvals.", " "),
        PolBuilder().sz("K", "**del.On", " ").sz("K", "**delvals.", " "),
        PolBuilder().dword("K", "On", 1).sz("K", "**delvals.", " "),
        PolBuilder().dword("K", "On", 1),
        PolBuilder().dword("K", "**x", 1),
        PolBuilder().dword("K", "**x", 2),
    };
    for (const auto& before : files) {
        for (const auto& after : files) {
            bench.write("a.pol", before);
            bench.write("b.pol", after);
            const auto bare = run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol")});
            const auto named =
                run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol"), "--admx", bench.path("t")});
            CHECK(bare.code == named.code);
            CHECK(bare.out.empty() == (bare.code == 0));
            CHECK(named.out.empty() == (named.code == 0));
        }
    }
}

TEST_CASE("pol diff: a value that is in force and goes is told, whatever state the policy had")
{
    const Bench bench;
    std::filesystem::create_directories(bench.path("t/en-US"));
    spill(bench.path("t/T.admx"), sites_admx);
    spill(bench.path("t/en-US/T.adml"), sites_adml);
    const auto disabled = PolBuilder().sz("K", "**del.On", " ").sz("K", "**delvals.", " ").sz("K", "word.exe", "1");
    CHECK(diff(bench, disabled, PolBuilder(), bench.path("t")) ==
          "Sites\n  - Disabled\n  + Not configured\n  K!word.exe\n    - REG_SZ 1\n");
}

TEST_CASE("pol diff: a list's line that stays in force is not told as gone with its policy")
{
    const Bench bench;
    std::filesystem::create_directories(bench.path("t/en-US"));
    spill(bench.path("t/T.admx"), sites_admx);
    spill(bench.path("t/en-US/T.adml"), sites_adml);
    const auto enabled = PolBuilder().dword("K", "On", 1).sz("K", "a", "1").sz("K", "b", "2");
    CHECK(diff(bench, enabled, PolBuilder().sz("K", "a", "1").sz("K", "b", "2"), bench.path("t")) ==
          "Sites\n  - Enabled\n  + Not configured\n");
    CHECK(diff(bench, enabled, PolBuilder().sz("K", "a", "1"), bench.path("t")) ==
          "Sites\n  - Enabled\n  - Zones: b = 2\n  + Not configured\n");
}

TEST_CASE("pol diff: a policy's own value is no line of a list in its key")
{
    const Bench bench;
    std::filesystem::create_directories(bench.path("t/en-US"));
    spill(bench.path("t/T.admx"), sites_admx);
    spill(bench.path("t/en-US/T.adml"), sites_adml);
    const auto sites = [](const char* zone) { return PolBuilder().dword("K", "On", 1).sz("K", "a.example", zone); };
    CHECK(diff(bench, PolBuilder(), sites("1"), bench.path("t")) ==
          "Sites\n  - Not configured\n  + Enabled\n  + Zones: a.example = 1\n");
    CHECK(diff(bench, sites("1"), sites("2"), bench.path("t")) ==
          "Sites\n  - Zones: a.example = 1\n  + Zones: a.example = 2\n");
}
