#include "outcome_code.hpp"

#include <algorithm>

namespace gpseal::agent {

ExitCode exit_code_of(const ComplianceReport& report)
{
    auto code = report.health.status == HealthStatus::ok ? ExitCode::ok : ExitCode::stale;
    switch (report.verdict.result) {
    case ComplianceResult::pass:
    case ComplianceResult::not_applicable:
        break;
    case ComplianceResult::fail:
        code = worst(code, ExitCode::not_compliant);
        break;
    case ComplianceResult::unknown:
        code = worst(code, ExitCode::unknown);
        break;
    }
    if (!report.verdict.findings.empty()) {
        code = worst(code, ExitCode::not_compliant);
    }
    const bool unproven = std::any_of(report.effective.begin(), report.effective.end(), [](const auto& state) {
        return state.verdict == ProbeVerdict::unreachable || state.verdict == ProbeVerdict::inconclusive;
    });
    return unproven ? worst(code, ExitCode::unknown) : code;
}

ExitCode code_of_failures(const std::vector<Error>& failures)
{
    auto code = ExitCode::ok;
    for (const auto& failure : failures) {
        switch (failure.code) {
        case Errc::permission:
            code = worst(code, ExitCode::permission);
            break;
        case Errc::refused:
            code = worst(code, ExitCode::refused);
            break;
        case Errc::busy:
        case Errc::timeout:
            code = worst(code, ExitCode::busy);
            break;
        case Errc::internal:
            code = worst(code, ExitCode::internal);
            break;
        case Errc::usage:
        case Errc::io:
        case Errc::malformed:
        case Errc::unsupported:
        case Errc::limit_exceeded:
        case Errc::not_found:
        case Errc::conflict:
            code = worst(code, ExitCode::not_applied);
            break;
        }
    }
    return code;
}

ExitCode code_of_conflicts(const ComplianceReport& report)
{
    const auto others = report.policy.workstation.value_or(SettledSettings{});
    const bool any =
        std::any_of(others.begin(), others.end(), [](const SettledSetting& setting) { return setting.conflict; });
    return any ? ExitCode::refused : ExitCode::ok;
}

ExitCode code_of_cycle(const CycleOutcome& outcome, const CycleOptions& options)
{
    auto code = worst(code_of_failures(outcome.failures), exit_code_of(outcome.report));
    code = worst(code, code_of_conflicts(outcome.report));
    const bool chosen =
        !outcome.report.exemptions.empty() || options.guard != GuardMode::enforce || outcome.report.release;
    if (outcome.report.verdict.result == ComplianceResult::fail && !chosen) {
        code = worst(code, ExitCode::not_applied);
    }
    return code;
}

} // namespace gpseal::agent
