#include "service/timestamp.hpp"

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::agent {

using policy::EncryptionMandate;

namespace {

/// Collects reasons; the gravest result stands.
class Judgement {
public:
    explicit Judgement(ComplianceResult when_nothing_is_wrong) { verdict_.result = when_nothing_is_wrong; }

    void fail(std::string reason)
    {
        verdict_.result = ComplianceResult::fail;
        verdict_.reasons.push_back(std::move(reason));
    }
    void doubt(std::string reason)
    {
        if (verdict_.result != ComplianceResult::fail) {
            verdict_.result = ComplianceResult::unknown;
        }
        verdict_.reasons.push_back(std::move(reason));
    }
    void note(std::string finding) { verdict_.findings.push_back(std::move(finding)); }

    [[nodiscard]] VerdictSection result() && { return std::move(verdict_); }

private:
    VerdictSection verdict_;
};

std::string name_of(const EffectiveState& state)
{
    return "//" + state.target.server + "/" + state.target.share + " by " + std::string(to_string(state.method));
}

/// Whether the guard stands as it was loaded and was seen to cut.
bool guard_cuts(const ComplianceReport& report)
{
    return report.canary && report.canary->refused == true &&
           std::any_of(report.configured.begin(), report.configured.end(), [](const ConfiguredState& row) {
               return row.stack == "guard" && row.known && !row.drift && row.found == to_string(GuardMode::enforce);
           });
}

void judge_configured(const ComplianceReport& report, Judgement& judgement)
{
    const bool cuts = guard_cuts(report);
    for (const auto& row : report.configured) {
        if (!row.known) {
            judgement.doubt(row.target + " could not be observed: " + row.found);
        } else if (row.drift && row.guard_covers && cuts) {
            judgement.note(row.target + " is " + row.found + ", wanted " + row.wanted + "; the guard cuts it");
        } else if (row.drift) {
            judgement.fail(row.target + " is " + row.found + ", wanted " + row.wanted);
        } else if (row.stack == "guard" && row.found != to_string(GuardMode::enforce)) {
            judgement.fail("the guard cuts nothing: the configuration wants it " + row.wanted);
        }
    }
    if (std::none_of(report.configured.begin(), report.configured.end(),
                     [](const ConfiguredState& row) { return row.stack == "guard"; })) {
        judgement.doubt("the guard was not looked at");
    }
}

void judge_canary(const ComplianceReport& report, Judgement& judgement)
{
    if (!report.canary) {
        judgement.doubt("the canary was not tried, so nothing shows that the guard is in force");
    } else if (!report.canary->refused) {
        judgement.doubt("the canary proved nothing: " + report.canary->detail);
    } else if (!*report.canary->refused) {
        judgement.fail("a file request in the clear left this machine's clients: " + report.canary->detail);
    }
}

void judge_connection(const EffectiveState& state, Judgement& judgement)
{
    switch (state.verdict) {
    case ProbeVerdict::encrypted:
        break;
    case ProbeVerdict::refused_as_required:
        judgement.note(name_of(state) + " was refused because it cannot encrypt");
        break;
    case ProbeVerdict::plaintext_allowed:
        judgement.fail(name_of(state) + " went over the wire in the clear");
        break;
    case ProbeVerdict::unreachable:
        judgement.doubt(name_of(state) + " did not answer" + (state.error.empty() ? "" : ": " + state.error));
        break;
    case ProbeVerdict::inconclusive:
        judgement.doubt(name_of(state) + " proved nothing: " + state.error);
        break;
    }
}

/// What the guard holds, or what only may become something, is told in `overrides` and changes no verdict.
void judge_overrides(const ComplianceReport& report, Judgement& judgement)
{
    for (const auto& row : report.overrides) {
        if (row.effect == OverrideEffect::open) {
            judgement.fail(row.where + ": " + row.what);
        }
    }
}

void judge_required(const ComplianceReport& report, Judgement& judgement)
{
    if (!report.policy.known) {
        judgement.doubt("what the domain's policy says is not known; what is required is so by other words");
    }
    judge_configured(report, judgement);
    judge_canary(report, judgement);
    judge_overrides(report, judgement);
    for (const auto& state : report.effective) {
        judge_connection(state, judgement);
    }
    for (const auto& exemption : report.exemptions) {
        judgement.fail(exemption.address + " port " + std::to_string(exemption.port) +
                       " is exempt from the guard until " + format_time(exemption.until) + ": " + exemption.reason);
    }
}

/// The audit policy is the guard's to hold, which gpseal.conf may have switched off.
void judge_watching(const ComplianceReport& report, Judgement& judgement)
{
    constexpr auto policy = policy::WorkstationPolicy::audit_encryption;
    const auto* const setting = report.policy.workstation ? find_in_force(*report.policy.workstation, policy) : nullptr;
    if (setting == nullptr || setting->in_force != policy::WorkstationNumber{1}) {
        return;
    }
    const auto row = std::find_if(report.configured.begin(), report.configured.end(),
                                  [](const ConfiguredState& each) { return each.stack == "guard"; });
    if (row == report.configured.end()) {
        judgement.doubt("the guard was not looked at");
    } else if (row->known && !row->drift && row->wanted == to_string(GuardMode::off)) {
        judgement.fail("the policy '" + std::string(policy::info_of(policy).name) +
                       "' is enabled, but nothing counts: the configuration wants the guard off");
    }
}

void judge_no_mandate(const ComplianceReport& report, Judgement& judgement)
{
    const std::string why = report.release ? "the mandate is released" : "the policy does not require encryption";
    const bool others = report.policy.workstation && !report.policy.workstation->empty();
    judge_watching(report, judgement);
    for (const auto& row : report.configured) {
        if (row.known && row.drift) {
            judgement.fail(others ? row.target + " is " + row.found + ", wanted " + row.wanted
                                  : row.target + " is still " + row.found + " although " + why);
        } else if (!row.known && others && row.wanted != as_the_administrator_set_it) {
            judgement.doubt(row.target + " could not be observed: " + row.found);
        }
    }
}

/// Policies that speak against each other: one of them is not in force.
void judge_conflicts(const PolicySection& section, Judgement& judgement)
{
    for (const auto& setting : section.workstation.value_or(SettledSettings{})) {
        if (setting.conflict) {
            const auto& said = setting.said;
            judgement.fail("the policy '" + std::string(policy::info_of(said.policy).name) + "' is " +
                           (said.number ? policy::words_of(said.policy, *said.number) : "unknown") + ", but " +
                           setting.refusal);
        }
    }
}

void judge_preflight_section(const PreflightSection& preflight, Judgement& judgement)
{
    for (const auto& reason : preflight.reasons) {
        if (preflight.result == PreflightResult::stopped) {
            judgement.fail("nothing was changed: " + reason);
        } else {
            judgement.note(reason);
        }
    }
}

void judge_release(const ReleaseSection& release, Judgement& judgement)
{
    judgement.fail("released until " + format_time(release.until) + " by uid " + std::to_string(release.uid) + ": " +
                   release.reason);
}

} // namespace

std::string_view to_string(HealthStatus status)
{
    switch (status) {
    case HealthStatus::ok:
        return "ok";
    case HealthStatus::degraded:
        return "degraded";
    case HealthStatus::stale:
        return "stale";
    }
    return "stale";
}

std::string_view to_string(ComplianceResult result)
{
    switch (result) {
    case ComplianceResult::pass:
        return "pass";
    case ComplianceResult::fail:
        return "fail";
    case ComplianceResult::unknown:
        return "unknown";
    case ComplianceResult::not_applicable:
        return "notapplicable";
    }
    return "unknown";
}

std::string_view to_string(MandateSource source)
{
    switch (source) {
    case MandateSource::policy:
        return "policy";
    case MandateSource::preference:
        return "preference";
    case MandateSource::fallback:
        return "default";
    }
    return "default";
}

std::optional<EncryptionMandate> enforced_mandate(const ComplianceReport& report)
{
    return report.release ? EncryptionMandate::none : report.policy.decision.mandate;
}

VerdictSection judge_compliance(const ComplianceReport& report, const std::vector<Error>& failures)
{
    const auto mandate = enforced_mandate(report);
    const bool none = mandate == EncryptionMandate::none;
    Judgement judgement(none ? ComplianceResult::not_applicable : ComplianceResult::pass);
    if (report.release) {
        judge_release(*report.release, judgement);
    }
    if (report.preflight) {
        judge_preflight_section(*report.preflight, judgement);
    }
    for (const auto& failure : failures) {
        judgement.fail(describe(failure));
    }
    judge_conflicts(report.policy, judgement);
    if (!mandate) {
        judgement.doubt("what the policy says is not known");
    } else if (none) {
        judge_no_mandate(report, judgement);
    } else {
        judge_required(report, judgement);
    }
    return std::move(judgement).result();
}

ComplianceReport aged(ComplianceReport report, std::chrono::system_clock::time_point now)
{
    constexpr std::chrono::minutes clock_error{5};
    const bool future = report.time > now + clock_error;
    if ((!future && now - report.time <= max_evidence_age) || report.verdict.result != ComplianceResult::pass) {
        return report;
    }
    report.verdict.result = ComplianceResult::unknown;
    report.verdict.reasons.push_back(
        future
            ? "the last run says that it was made in the future; run gpseal verify"
            : "what was proven is " + format_age(std::chrono::duration_cast<std::chrono::seconds>(now - report.time)) +
                  " old; run gpseal verify");
    return report;
}

} // namespace gpseal::agent
