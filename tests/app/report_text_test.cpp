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
