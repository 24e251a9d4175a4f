#include "report_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::app;

namespace {

std::size_t count(const std::string& text, const std::string& part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

std::string status(const ComplianceReport& report)
{
    return status_text(report, Terminal{}, report.time);
}

} // namespace

TEST_CASE("report text: what was found in the domain stands below the health, named first, a few at most")
{
    ComplianceReport report;
    report.health.findings = {{Severity::warning, "version_mismatch", "its version lags\x1b", "wait", "GPO 'A'"}};
    for (const auto& text : {report_text(report, Terminal{}), status(report)}) {
        CHECK(text.find("Health      ok\n            note: GPO 'A': its version lags") != std::string::npos);
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find("more") == std::string::npos);
    }
    report.health.findings.insert(report.health.findings.end(), 6, report.health.findings.front());
    const auto text = status(report);
    CHECK(count(text, "note: GPO 'A'") == 3);
    CHECK(text.find("4 more of the domain; gpseal result shows them") != std::string::npos);
}

TEST_CASE("report text: a few losers stand for many, and the rest is counted")
{
    ComplianceReport report;
    auto& losers = report.policy.decision.losers;
    report.policy.decision.mandate = policy::EncryptionMandate::required;
    for (int i = 0; i < 4; ++i) {
        losers.push_back({.gpo = {.guid = "{" + std::to_string(i) + "}", .name = "L"}});
    }
    CHECK(count(report_text(report, Terminal{}), "GPO 'L'") == 4); // a line either way
    losers.insert(losers.end(), 3, losers.front());
    for (const auto& text : {report_text(report, Terminal{}), status(report)}) {
        CHECK(count(text, "GPO 'L'") == 3);
        CHECK(text.find("4 more GPOs") != std::string::npos);
    }
    CHECK(count(policy_text(report.policy, Terminal{}), "GPO 'L'") == 7);
}

TEST_CASE("report text: a machine that knows nothing is not healthy, and says why")
{
    ComplianceReport report;
    report.health.reasons = {"no policy is known on this machine"};
    const auto text = report_text(report, Terminal{});
    CHECK(text.find("Health      unknown\n            - no policy is known") != std::string::npos);
    CHECK(text.find("Health      ok") == std::string::npos);
}
