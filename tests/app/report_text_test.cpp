#include "report_text.hpp"
#include "service_view.hpp"
#include "text_layout.hpp"

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

TEST_CASE("report text: what is too long for the terminal goes on below its value")
{
    ComplianceReport report;
    report.host = "ws17";
    report.configured = {{.stack = "samba",
                          .target = "client smb encrypt (as uid 65534)",
                          .wanted = "required",
                          .found = "it cannot be asked: the program is not there",
                          .known = false,
                          .drift = false}};
    report.health.reasons = {"a reason of a dozen words and more that does not fit into forty columns"};
    for (const bool color : {false, true}) {
        const Terminal narrow{.interactive = true, .color = color, .width = 40, .table_width = 40};
        for (const auto& text : {report_text(report, narrow), status_text(report, narrow, report.time)}) {
            for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
                CHECK(width_of(std::string_view(text).substr(at, text.find('\n', at) - at)) <= 40);
            }
        }
    }
    const auto text = report_text(report, Terminal{.interactive = true, .width = 40, .table_width = 40});
    CHECK(text.find("Configured  unknown client smb encrypt\n") != std::string::npos);
    CHECK(report_text(report, Terminal{}).find("fit into forty columns\n") != std::string::npos); // a file: as it is
}

TEST_CASE("service: which report is older is told by its number, whatever the clock said")
{
    ComplianceReport report;
    report.time = std::chrono::system_clock::time_point(std::chrono::hours(24));
    report.seq = 8;
    ServiceStatus service{.last_run = "2026-12-01T00:00:00Z", .last_seq = 7};
    CHECK_FALSE(is_outdated(report, service)); // gpseal verify, after the clock was set back
    service.last_seq = 8;
    CHECK_FALSE(is_outdated(report, service));
    service.last_seq = 9;
    service.last_run = "1970-01-01T00:00:00Z";
    CHECK(is_outdated(report, service));
    service.last_seq = 0; // one that tells none
    CHECK_FALSE(is_outdated(report, service));
    service.last_run = "2026-12-01T00:00:00Z";
    CHECK(is_outdated(report, service));
}

TEST_CASE("service: a run that another one kept from beginning is told as that")
{
    ServiceStatus service{.verdict = "unknown", .health = "stale", .exit_code = 9};
    CHECK(public_status_text(service, Terminal{})
              .find("Last run    could not begin, another one held the lock, exit code 9") != std::string::npos);
    service.exit_code = 70;
    CHECK(public_status_text(service, Terminal{}).find("Last run    ended without a word, exit code 70") !=
          std::string::npos);
}
