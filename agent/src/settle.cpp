#include <gpseal/agent/settle.hpp>

#include <algorithm>

namespace gpseal::agent {

using policy::EncryptionMandate;
using policy::PolicyDecision;
using policy::PolicyState;

namespace {

MandateSource source_of(const PolicyDecision& decision)
{
    return decision.winner ? MandateSource::policy : MandateSource::fallback;
}

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
void settle_unknown(SettledPolicy& settled, Bootstrap bootstrap)
{
    settled.policy.decision.mandate.reset();
    if (bootstrap == Bootstrap::enforce) {
        settled.policy.decision.mandate = EncryptionMandate::required;
        settled.policy.source = MandateSource::fallback;
        settled.health.reasons.emplace_back(
            "nothing is known of the policy yet; bootstrap = enforce requires encryption");
    } else {
        settled.health.reasons.emplace_back("nothing was known of the policy before, so nothing is enforced");
    }
}

/// Whole and understood: what it says is so.
SettledPolicy settle_complete(PolicyDecision fresh)
{
    SettledPolicy settled;
    settled.may_loosen = fresh.mandate == EncryptionMandate::none;
    settled.policy = {std::move(fresh), MandateSource::fallback};
    settled.policy.source = source_of(settled.policy.decision);
    return settled;
}

/// Whole, but the value means nothing: the run is degraded and the mandate stays as it was.
SettledPolicy settle_unrecognised(PolicyDecision fresh, const std::optional<StandingPolicy>& standing,
                                  Bootstrap bootstrap)
{
    SettledPolicy settled;
    settled.policy = {std::move(fresh), MandateSource::policy};
    settled.health.status = HealthStatus::degraded;
    settled.health.reasons.emplace_back("the policy's value is not one that has a meaning");
    if (standing && standing->decision.mandate) {
        settled.policy.decision.mandate = standing->decision.mandate;
        settled.health.reasons.emplace_back("the mandate stays as last known: " +
                                            std::string(to_string(*standing->decision.mandate)));
    } else {
        settle_unknown(settled, bootstrap);
    }
    return settled;
}

} // namespace

SettledPolicy settle(const CollectedPolicy& collected, const std::optional<StandingPolicy>& standing,
                     Bootstrap bootstrap, std::chrono::system_clock::time_point now)
{
    auto fresh = policy::decide_require_encryption(collected.gpos);
    if (collected.complete()) {
        return fresh.mandate ? settle_complete(std::move(fresh))
                             : settle_unrecognised(std::move(fresh), standing, bootstrap);
    }
    SettledPolicy settled;
    if (fresh.mandate == EncryptionMandate::required) {
        settled = settle_complete(std::move(fresh)); // part of the policy is enough to tighten
    } else if (standing) {
        settled.policy = {standing->decision, source_of(standing->decision)};
        settled.health.age = age_of(*standing, now);
    } else {
        settled.policy = {std::move(fresh), MandateSource::fallback};
        settle_unknown(settled, bootstrap);
    }
    settled.may_loosen = false;
    settled.health.status = collected.nothing() ? HealthStatus::stale : HealthStatus::degraded;
    auto reasons = reasons_of(collected.problems);
    reasons.insert(reasons.end(), settled.health.reasons.begin(), settled.health.reasons.end());
    settled.health.reasons = std::move(reasons);
    return settled;
}

} // namespace gpseal::agent
