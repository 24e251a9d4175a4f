#include <gpseal/agent/settle.hpp>

#include <algorithm>
#include <iterator>

namespace gpseal::agent {

using policy::EncryptionMandate;
using policy::PolicyDecision;
using policy::PolicyState;

namespace {

std::vector<std::string> reasons_of(const std::vector<Error>& problems)
{
    std::vector<std::string> reasons;
    for (const auto& problem : problems) {
        reasons.push_back(describe(problem));
    }
    return reasons;
}

std::chrono::seconds age_of(const StandingPolicy& standing, std::chrono::system_clock::time_point now)
{
    return std::max(std::chrono::seconds(0), std::chrono::duration_cast<std::chrono::seconds>(now - standing.at));
}

/// Nothing was known before, and this run does not decide.
void settle_unknown(SettledPolicy& settled, const LocalSay& local)
{
    auto& policy = settled.policy;
    const bool silent = policy.decision.state == PolicyState::not_configured;
    policy.known = false;
    policy.decision.mandate.reset();
    if (silent && local.preference.require_encryption == true) {
        policy.decision.mandate = EncryptionMandate::required;
        policy.source = MandateSource::preference;
        settled.health.reasons.emplace_back(
            "nothing is known of the policy yet; the local preference requires encryption");
    } else if (local.bootstrap == Bootstrap::enforce) {
        policy.decision.mandate = EncryptionMandate::required;
        policy.source = MandateSource::fallback;
        settled.health.reasons.emplace_back(
            "nothing is known of the policy yet; bootstrap = enforce requires encryption");
    } else {
        settled.health.reasons.emplace_back("nothing was known of the policy before, so nothing is enforced");
    }
}

/// Whole and understood: what it says is so; where it says nothing, what the preference says. One that is damaged
/// leaves in force what is.
SettledPolicy settle_complete(PolicyDecision fresh, const std::optional<StandingPolicy>& standing,
                              const LocalPreference& preference)
{
    SettledPolicy settled;
    settled.policy = with_preference(std::move(fresh), preference);
    auto& mandate = settled.policy.decision.mandate;
    if (!mandate) {
        settled.health.status = HealthStatus::degraded;
        settled.health.reasons.emplace_back(
            "no GPO says anything and the local preference is damaged, so what is in force stays");
        if (standing && standing->decision.mandate == EncryptionMandate::required) {
            mandate = EncryptionMandate::required;
        }
    }
    settled.may_loosen = mandate == EncryptionMandate::none;
    return settled;
}

/// Whole, but the value means nothing: the run is degraded and the mandate stays as it was.
SettledPolicy settle_unrecognised(PolicyDecision fresh, const std::optional<StandingPolicy>& standing,
                                  const LocalSay& local)
{
    SettledPolicy settled;
    settled.policy = with_preference(std::move(fresh), local.preference);
    settled.policy.source = MandateSource::policy;
    settled.health.status = HealthStatus::degraded;
    settled.health.reasons.emplace_back("the policy's value is not one that has a meaning");
    const auto before =
        standing ? with_preference(standing->decision, local.preference).decision.mandate : std::nullopt;
    if (before) {
        settled.policy.decision.mandate = before;
        settled.health.reasons.emplace_back("the mandate stays as last known: " + std::string(to_string(*before)));
    } else {
        settle_unknown(settled, local);
    }
    return settled;
}

/// Some of it could not be read. Part of the policy is enough to tighten; else what was known before counts.
SettledPolicy settle_incomplete(PolicyDecision fresh, const std::optional<StandingPolicy>& standing,
                                const LocalSay& local, std::chrono::system_clock::time_point now)
{
    SettledPolicy settled;
    if (fresh.mandate == EncryptionMandate::required || !standing) {
        const bool required = fresh.mandate == EncryptionMandate::required;
        settled.policy = with_preference(std::move(fresh), local.preference);
        if (!required) {
            settled.policy.source = MandateSource::fallback;
            settle_unknown(settled, local);
        }
        return settled;
    }
    settled.policy = with_preference(standing->decision, local.preference);
    settled.policy.known = is_policy(*standing);
    settled.health.age = age_of(*standing, now);
    return settled;
}

} // namespace

PolicySection with_preference(PolicyDecision decision, const LocalPreference& preference)
{
    PolicySection section{.decision = std::move(decision), .source = MandateSource::fallback};
    auto& said = section.decision;
    section.source = said.winner ? MandateSource::policy : MandateSource::fallback;
    if (preference.damage) {
        said.findings.push_back({Severity::warning, "preference_damaged",
                                 "the local preference is damaged: " + preference.damage->message,
                                 "gpseal set require-encryption true, or false; or gpseal unset require-encryption",
                                 preference.damage->where});
    }
    if (said.state != PolicyState::not_configured) {
        return section;
    }
    if (preference.damage) {
        said.mandate.reset();
    } else if (preference.require_encryption) {
        said.mandate = *preference.require_encryption ? EncryptionMandate::required : EncryptionMandate::none;
        section.source = MandateSource::preference;
    }
    return section;
}

namespace {

/// The other policies. Without a complete look, and without last known good, nothing is known of them.
void settle_others(SettledPolicy& settled, const CollectedPolicy& collected,
                   const std::optional<StandingPolicy>& standing)
{
    const bool whole = collected.complete() && collected.decision.mandate;
    const auto before = standing ? standing->workstation : std::nullopt;
    if (!whole && !before) {
        return;
    }
    const auto mandate = settled.policy.decision.mandate.value_or(EncryptionMandate::none);
    auto others = settle_workstation(collected.workstation, whole ? Seen::completely : Seen::in_part,
                                     before.value_or(SettledSettings{}), mandate);
    if (!others.doubts.empty()) {
        settled.health.status = std::max(settled.health.status, HealthStatus::degraded);
    }
    std::move(others.doubts.begin(), others.doubts.end(), std::back_inserter(settled.health.reasons));
    settled.policy.workstation = std::move(others.settings);
    settled.may_change_settings = whole;
}

SettledPolicy settle_mandate(const CollectedPolicy& collected, const std::optional<StandingPolicy>& standing,
                             const LocalSay& local, std::chrono::system_clock::time_point now)
{
    auto fresh = collected.decision;
    if (collected.complete()) {
        auto settled = fresh.mandate ? settle_complete(std::move(fresh), standing, local.preference)
                                     : settle_unrecognised(std::move(fresh), standing, local);
        settled.health.findings = collected.findings;
        return settled;
    }
    auto settled = settle_incomplete(std::move(fresh), standing, local, now);
    settled.may_loosen = false;
    settled.health.status = collected.nothing() ? HealthStatus::stale : HealthStatus::degraded;
    auto reasons = reasons_of(collected.problems);
    reasons.insert(reasons.end(), settled.health.reasons.begin(), settled.health.reasons.end());
    settled.health.reasons = std::move(reasons);
    settled.health.findings = collected.findings;
    return settled;
}

} // namespace

SettledPolicy settle(const CollectedPolicy& collected, const std::optional<StandingPolicy>& standing,
                     const LocalSay& local, std::chrono::system_clock::time_point now)
{
    auto settled = settle_mandate(collected, standing, local, now);
    settle_others(settled, collected, standing);
    return settled;
}

} // namespace gpseal::agent
