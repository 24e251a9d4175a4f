#include "domain_builder.hpp"
#include "golden.hpp"
#include "run_program.hpp"

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/domain_snapshot_json.hpp>

#include <doctest/doctest.h>

#include <ostream>
#include <vector>

using namespace gpseal;
using namespace gpseal::app;
using namespace gpseal::tests;

namespace {

std::string fixture(const std::string& name)
{
    return (std::filesystem::path(std::getenv("GPSEAL_TEST_DATA")) / "snapshot" / name).string();
}

Outcome resolve(const std::string& name, const std::vector<std::string>& more = {})
{
    std::vector<std::string> arguments{"resolve", "--snapshot", fixture(name)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call(arguments);
}

} // namespace

TEST_CASE("resolve --snapshot: winner, losers, order, and why the others do not apply")
{
    const auto outcome = resolve("whole.json");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    check_golden("resolve-snapshot/whole.txt", outcome.out);
    check_golden("resolve-snapshot/whole-verbose.txt", resolve("whole.json", {"-v"}).out);
    check_golden("resolve-snapshot/whole.json", resolve("whole.json", {"--json"}).out);
}

TEST_CASE("resolve --snapshot: an incomplete snapshot is exit 5, and never not configured")
{
    for (const auto* const name : {"failed-search", "unread-file"}) {
        CAPTURE(name);
        const auto text = resolve(std::string(name) + ".json");
        CHECK(text.code == 5);
        CHECK(text.out.find("Require Encryption: unknown, the domain was not read completely") != std::string::npos);
        CHECK(text.out.find("Not configured") == std::string::npos);
        check_golden("resolve-snapshot/" + std::string(name) + ".txt", text.out);
        const auto json = resolve(std::string(name) + ".json", {"--json"});
        CHECK(json.code == 5);
        CHECK(json.err.empty());
        CHECK(json.out.find("\"state\": \"unrecognised\"") != std::string::npos);
        CHECK(json.out.find("\"mandate\": null") != std::string::npos);
        CHECK(json.out.find("\"known\": false") != std::string::npos);
        check_golden("resolve-snapshot/" + std::string(name) + ".json", json.out);
    }
}

TEST_CASE("resolve --snapshot: a damaged file is replaced by the last good copy, and the run says so")
{
    const auto outcome = resolve("damaged.json");
    CHECK(outcome.code == 5);
    check_golden("resolve-snapshot/damaged.txt", outcome.out);
}

TEST_CASE("resolve --snapshot: what cannot be read is 3, and what makes no sense is 2")
{
    CHECK(call({"resolve", "--snapshot", fixture("none.json")}).code == 3);
    const auto malformed = call({"resolve", "--snapshot", fixture("../registry-pol/p01_enabled.pol"), "--json"});
    CHECK(malformed.code == 3);
    CHECK(malformed.out.starts_with(R"({"schema":"gpseal.report/1","error":{"code":"malformed")"));
    for (const auto* const other : {"--pol", "--gpo"}) {
        CHECK(call({"resolve", "--snapshot", "x.json", other, "y"}).code == 2);
    }
    CHECK(call({"resolve", "--snapshot"}).code == 2);
    CHECK(call({"resolve"}).err.find("'--pol' or '--gpo' or '--snapshot'") != std::string::npos);
}

TEST_CASE("resolve --snapshot: policies of templates come from the GPOs that apply")
{
    const auto templates =
        (std::filesystem::path(std::getenv("GPSEAL_TEST_DATA")) / "admx" / "PolicyDefinitions").string();
    const auto whole = resolve("whole.json", {"--all", "--admx", templates});
    CHECK(whole.code == 0);
    CHECK(whole.out.find("RequireEncryption") != std::string::npos); // no policy of these templates: left over
    CHECK(whole.out.find("completely") == std::string::npos);
    CHECK(resolve("whole.json", {"--all", "--admx", templates, "--json"}).out.find("\"status\": \"ok\"") !=
          std::string::npos);
    const auto nothing = resolve("failed-search.json", {"--all", "--admx", templates, "--json"});
    CHECK(nothing.code == 5);
    CHECK(nothing.out.starts_with(R"({"schema":"gpseal.report/1","error":{)"));
    CHECK(resolve("whole.json", {"--all", "--side", "user", "--admx", templates}).code == 2);
}

TEST_CASE("resolve --snapshot: what a look that was not complete says of templates' policies is not known")
{
    const auto templates =
        (std::filesystem::path(std::getenv("GPSEAL_TEST_DATA")) / "admx" / "PolicyDefinitions").string();
    const auto all = resolve("unread-file.json", {"--all", "--admx", templates});
    CHECK(all.code == 5);
    CHECK(all.out.find("the domain was not read completely") != std::string::npos);
    CHECK(all.out.find("incomplete: GPO 'Baseline: encrypt SMB'") != std::string::npos);
    const std::vector<std::string> one{"--policy", "Require Sealing", "--admx", templates};
    const auto text = resolve("unread-file.json", one);
    CHECK(text.code == 5);
    CHECK(text.out.starts_with("Require Sealing: unknown; as far as the domain was read, Not configured\n"));
    CHECK(text.out.find("no GPO that was read configures it") != std::string::npos);
    auto words = one;
    words.emplace_back("--json");
    const auto json = resolve("unread-file.json", words);
    CHECK(json.code == 5);
    CHECK(json.out.find("\"known\": false") != std::string::npos);
    CHECK(json.out.find("\"status\": \"degraded\"") != std::string::npos);
    CHECK(resolve("whole.json", words).out.find("\"known\"") == std::string::npos);
}

TEST_CASE("resolve --snapshot: text from a domain never rules the terminal")
{
    DomainBuilder builder;
    builder.snapshot().domain_controller = "dc1\x1b[31m";
    builder.unit().gp_link = link_to("x") + link_to("y");
    builder.gpo({.name = "x", .display_name = "evil\x1b[2J\nGPO", .pol = "1"});
    builder.gpo({.name = "y", .display_name = "\xE2\x80\xAEright", .apply = false});
    const TemporaryFolder folder;
    spill(folder.path() / "s.json", agent::to_json(builder.snapshot()));
    const auto outcome = call({"resolve", "--color", "never", "-v", "--snapshot", (folder.path() / "s.json").string()});
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find('\x1b') == std::string::npos);
    CHECK(outcome.out.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(outcome.out.find("evil\\x1b[2J\\x0aGPO") != std::string::npos);
}

TEST_CASE("report: applied and denied GPOs are written and read back")
{
    DomainBuilder builder;
    builder.unit().gp_link = link_to("x") + link_to("y") + link_to("z", 1);
    builder.gpo({.name = "x", .pol = "1"});
    builder.gpo({.name = "y", .apply = false});
    builder.gpo({.name = "z"});
    const auto result = builder.resolve();
    agent::ComplianceReport report{.host = "h", .realm = "", .time = {}, .run_id = std::string(36, '0')};
    report.seq = 1;
    report.policy.decision = decide_require_encryption(result);
    report.policy.applied = {result.applied.at(0).identity};
    report.policy.denied = result.denied;
    const auto again = agent::report_from_json(agent::to_json(report), "report");
    REQUIRE(again);
    CHECK(again->policy.applied == report.policy.applied);
    CHECK(again->policy.denied == report.policy.denied);
    CHECK(again->policy.decision == report.policy.decision);
}
