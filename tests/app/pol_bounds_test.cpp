// What one key's values and many lists in it come to: told within a bound that the product of both is far beyond.
#include "pol_bench.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace gpseal::tests;

namespace {

constexpr std::size_t lists = 150;
constexpr std::size_t lines = 1500;

/// Policies with nothing but a list, all in one key.
void write_templates(const Bench& bench)
{
    std::filesystem::create_directories(bench.path("t/en-US"));
    std::string admx = R"x(<policyDefinitions revision="1.0" schemaVersion="1.0"><policyNamespaces>
<target prefix="t" namespace="Test"/></policyNamespaces><resources minRequiredRevision="1.0"/><policies>)x";
    for (std::size_t i = 0; i < lists; ++i) {
        admx += "<policy name=\"P" + std::to_string(i) +
                R"x(" class="Machine" displayName="$(string.P)" key="K" presentation="$(presentation.P)">
<elements><list id="L" key="K" explicitValue="true"/></elements></policy>)x";
    }
    spill(bench.path("t/T.admx"), admx + "</policies></policyDefinitions>");
    spill(bench.path("t/en-US/T.adml"),
          R"x(<policyDefinitionResources revision="1.0" schemaVersion="1.0"><resources><stringTable>
<string id="P">P</string></stringTable><presentationTable><presentation id="P"><listBox refId="L">L</listBox>
</presentation></presentationTable></resources></policyDefinitionResources>)x");
}

PolBuilder many_values()
{
    PolBuilder pol;
    for (std::size_t i = 0; i < lines; ++i) {
        pol.sz("K", "line" + std::to_string(i), "x");
    }
    return pol;
}

std::size_t count_of(const std::string& text, std::string_view part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
        ++count;
    }
    return count;
}

/// 50,000 are told however it is; then 25 of each.
constexpr std::size_t bound = 2 * (50'000 + lines + 25 * lists);

} // namespace

TEST_CASE("resolve --all: the lines of lists that share a key are told up to a bound, and counted beyond it")
{
    const Bench bench;
    write_templates(bench);
    bench.write(many_values());
    const auto json = run({"resolve", "--all", "--json", "--admx", bench.path("t"), "--pol", bench.pol()});
    CHECK(json.code == 0);
    CHECK(count_of(json.out, R"("line)") < 2 * bound);
    CHECK(count_of(json.out, R"("more": 1475)") > 0);
    CHECK(count_of(json.out, R"("more_history": 1474)") > 0);
    const auto text = run({"resolve", "--all", "--admx", bench.path("t"), "--pol", bench.pol()});
    CHECK(count_of(text.out, "line") < bound);
    CHECK(count_of(text.out, "… and 1475 more; --policy shows all of them") > 0);
    CHECK(text.out.find("0 extra registry settings") != std::string::npos);
    const auto one = run({"resolve", "--policy", "P149", "--json", "--admx", bench.path("t"), "--pol", bench.pol()});
    CHECK(count_of(one.out, R"("line)") == 2 * lines);
}

TEST_CASE("pol diff: the values of lists that share a key are told up to a bound, and counted beyond it")
{
    const Bench bench;
    write_templates(bench);
    bench.write("a.pol", PolBuilder());
    bench.write("b.pol", many_values());
    const auto diff =
        run({"pol", "diff", bench.path("a.pol"), bench.path("b.pol"), "--admx", bench.path("t"), "--json"});
    CHECK(diff.code == 1);
    CHECK(count_of(diff.out, R"("line)") < 2 * bound);
    CHECK(count_of(diff.out, R"("more_values": 1475)") > 0);
}

TEST_CASE("pol show, resolve --all: one long name does not make every row as long")
{
    const Bench bench;
    auto pol = many_values();
    std::string names;
    for (int i = 0; i < 5000; ++i) {
        names += "subkey" + std::to_string(i) + ';';
    }
    pol.dword(std::string(30'000, 'k'), "v", 1).sz("K", "**DeleteKeys", names);
    bench.write(pol);
    std::filesystem::create_directories(bench.path("t"));
    for (const auto& out : {run({"pol", "show", bench.pol()}).out,
                            run({"resolve", "--all", "--admx", Bench::templates(), "--pol", bench.pol()}).out}) {
        CHECK(out.size() > 10'000);
        CHECK(out.size() < 1'500'000);
        CHECK(out.find("(5000") != std::string::npos);
    }
    CHECK(run({"pol", "show", bench.pol(), "--json"}).out.find(std::string(30'000, 'k')) != std::string::npos);
}
