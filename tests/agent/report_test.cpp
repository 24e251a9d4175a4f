#include "fake_machine.hpp"
#include "pol_builder.hpp"
#include "report/json_value.hpp"
#include "report/proof_json.hpp"
#include "service/sha256.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using Log = std::vector<std::string>;
using policy::EncryptionMandate;
using policy::PolicyState;

TEST_CASE("report: evidence grows old")
{
    ComplianceReport report;
    report.time = std::chrono::system_clock::from_time_t(1'800'000'000);
    report.verdict.result = ComplianceResult::pass;
    CHECK(aged(report, report.time + std::chrono::hours(1)).verdict.result == ComplianceResult::pass);
    CHECK(aged(report, report.time + std::chrono::hours(25)).verdict.result == ComplianceResult::unknown);
    CHECK(aged(report, report.time - std::chrono::hours(1)).verdict.result == ComplianceResult::unknown);
    report.verdict.result = ComplianceResult::fail;
    CHECK(aged(report, report.time + std::chrono::hours(25)).verdict.result == ComplianceResult::fail);
}

TEST_CASE("report: a revert leaves no verdict of before")
{
    Machine machine;
    machine.policy(1);
    (void)machine.run();
    (void)machine.revert();
    const auto text = slurp(machine.folder.path() / "var/lib/gpseal/report.json");
    CHECK(report_from_json(text, "x").value().verdict.result == ComplianceResult::unknown);
}

TEST_CASE("report: names that are not UTF-8 make valid JSON")
{
    ComplianceReport report;
    report.host = "h\xff";
    CHECK(report_from_json(to_json(report), "x").value().host == "h\xEF\xBF\xBD");
}

TEST_CASE("report: JSON comes back as the report it was")
{
    Machine machine;
    machine.policy(1);
    machine.options.servers = {{"server", 445, "share", ""}};
    machine.source.findings = {{Severity::warning, "version_rollback", "it went back", "was it restored?", "GPO 'A'"}};
    const auto report = machine.run().report;
    const auto text = to_json(report);
    const auto back = report_from_json(text, "x");
    REQUIRE(back);
    CHECK(to_json(*back) == text);
    CHECK(back->policy.decision == report.policy.decision);
    CHECK(back->health.findings == machine.source.findings);
    CHECK_FALSE(report_from_json("[]", "x"));
    CHECK_FALSE(report_from_json("{\"schema\":\"gpseal.report/1\"}", "x"));
    CHECK_FALSE(report_from_json(text.substr(0, text.size() / 2), "x"));
}

TEST_CASE("report: a setting that does not say whether it conflicts is no setting without a conflict")
{
    ComplianceReport report;
    report.policy.workstation = SettledSettings{
        {.said = {policy::WorkstationPolicy::max_dialect, policy::WorkstationNumber{528}, "gpo", "pol@1"},
         .refusal = "encryption needs more",
         .conflict = true}};
    auto text = to_json(report);
    REQUIRE(report_from_json(text, "x"));
    CHECK(report_from_json(text, "x")->policy.workstation == report.policy.workstation);
    const std::string_view member = "\"conflict\"";
    text.replace(text.find(member), member.size(), "\"comment\"");
    CHECK_FALSE(report_from_json(text, "x"));
}

TEST_CASE("verdict: an audit policy is not held where the guard is switched off, and not known where nobody looked")
{
    ComplianceReport report;
    report.policy.decision.mandate = EncryptionMandate::none;
    constexpr auto audit = policy::WorkstationPolicy::audit_encryption;
    report.policy.workstation = SettledSettings{
        {.said = {audit, policy::WorkstationNumber{1}, "gpo", "pol@1"}, .in_force = policy::WorkstationNumber{1}}};
    const auto with = [&](std::string wanted, std::string found) {
        report.configured = {
            {.stack = "guard", .target = "table", .wanted = std::move(wanted), .found = std::move(found)}};
        return judge_compliance(report, {}).result;
    };
    CHECK(with("audit", "audit") == ComplianceResult::not_applicable);
    CHECK(with("off", "absent") == ComplianceResult::fail);
    report.configured.clear();
    CHECK(judge_compliance(report, {}).result == ComplianceResult::unknown);
    report.policy.workstation->front().in_force = policy::WorkstationNumber{0};
    CHECK(with("off", "absent") == ComplianceResult::not_applicable);
}

TEST_CASE("proof: an exhibit is hashed as it was, and says where its text is not that")
{
    const auto proof =
        proof_to_json({}, {{"a", "/a", "caf\xe9", {}}, {"b", "/b", "", {}}, {"c", "/c", {}, "is not there"}}, "1");
    REQUIRE(proof);
    const auto root = json::parse(*proof, "proof").value();
    const auto exhibits = root->getArray("exhibits");
    REQUIRE(exhibits->size() == 3);
    CHECK(exhibits->getObject(0)->getValue<std::string>("sha256") == sha256_hex("caf\xe9"));
    CHECK(exhibits->getObject(0)->getValue<int>("bytes") == 4);
    CHECK_FALSE(exhibits->getObject(0)->getValue<bool>("exact"));
    CHECK(exhibits->getObject(1)->getValue<std::string>("sha256") == sha256_hex(""));
    CHECK(exhibits->getObject(1)->getValue<bool>("exact"));
    CHECK_FALSE(exhibits->getObject(2)->has("sha256"));
    CHECK_FALSE(exhibits->getObject(2)->has("text"));
    CHECK(exhibits->getObject(2)->getValue<std::string>("problem") == "is not there");
    CHECK(root->getObject("report")->getObject("verdict")->getValue<std::string>("result") == "unknown");
}

TEST_CASE("store: what was kept comes back, and a kept file that was altered is noticed")
{
    Machine machine;
    machine.policy(1);
    CHECK_FALSE(machine.store.load().value());
    (void)machine.run();
    const auto kept = machine.store.load();
    REQUIRE(kept);
    REQUIRE(*kept);
    CHECK((*kept)->decision.state == PolicyState::enabled);
    CHECK((*kept)->decision.winner->gpo.name == "gpo0");
    const auto file = machine.folder.path() / "var/lib/gpseal/last-known-good";
    const auto text = slurp(file);
    for (std::size_t at = 0; at < text.size(); at += 7) {
        auto altered = text;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        spill(file, altered);
        CHECK_FALSE(machine.store.load());
        spill(file, text.substr(0, at));
        CHECK_FALSE(machine.store.load());
    }
    CHECK(machine.store.clear());
    CHECK_FALSE(machine.store.load().value());
    CHECK_FALSE(std::filesystem::exists(file));
}
