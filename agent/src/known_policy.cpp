#include "known_policy.hpp"

#include <algorithm>
#include <iterator>

namespace gpseal::agent {

using policy::EncryptionMandate;

namespace {

/// Whether last known good, or the preference where that is silent, asks for what stands.
bool explains(const std::optional<StandingPolicy>& standing, const LocalPreference& preference)
{
    return standing ? with_preference(standing->decision, preference).decision.mandate == EncryptionMandate::required
                    : preference.require_encryption == true;
}

} // namespace

bool something_in_force(const Services& services)
{
    const auto stacks = services.stacks();
    return std::any_of(stacks.begin(), stacks.end(), [](SmbClientStack* stack) {
        const auto removal = stack->plan({.mandate = EncryptionMandate::none, .workstation = std::nullopt});
        return removal && removal->loosens();
    });
}

std::optional<StandingPolicy> load_standing(const Services& services, const LocalPreference& preference,
                                            std::vector<std::string>& reasons)
{
    auto loaded = services.store.load();
    std::optional<StandingPolicy> standing;
    if (loaded) {
        standing = *std::move(loaded);
    } else {
        reasons.push_back("last known good is damaged: " + describe(loaded.error()));
    }
    if ((loaded && explains(standing, preference)) || !something_in_force(services)) {
        return standing;
    }
    reasons.emplace_back(unexplained_mandate);
    StandingPolicy in_force{.decision = {}, .at = std::chrono::system_clock::now()};
    in_force.decision.state = policy::PolicyState::unrecognised;
    in_force.decision.mandate = EncryptionMandate::required;
    return in_force;
}

KnownPolicy known_policy(const Services& services, const CycleOptions& options)
{
    const auto& preference = options.preference;
    KnownPolicy known;
    auto& health = known.health;
    const auto standing = load_standing(services, preference, health.reasons);
    known.policy = with_preference(standing ? standing->decision : policy::PolicyDecision{}, preference);
    known.policy.workstation = standing ? standing->workstation : std::nullopt;
    known.policy.known = standing && is_policy(*standing);
    if (known.policy.decision.state == policy::PolicyState::not_configured && preference.damage) {
        health.reasons.emplace_back("no GPO is known to say anything, and the local preference is damaged");
    }
    if (!health.reasons.empty()) {
        health.status = HealthStatus::degraded;
    }
    if (standing) {
        health.age =
            std::max(std::chrono::seconds(0),
                     std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now() - standing->at));
    } else {
        if (preference.require_encryption != true) {
            known.policy.decision.mandate.reset();
            known.policy.source = MandateSource::fallback;
        }
        health.reasons.emplace_back("no policy is known on this machine; run gpseal refresh");
    }
    return known;
}

void stay_as_looked_at(const HealthSection& last, HealthSection& health)
{
    std::erase(health.reasons, not_asked);
    health.status = health.reasons.empty() ? HealthStatus::ok : HealthStatus::degraded;
    carry_over(last, health);
}

void note_doubts(const CycleOptions& options, HealthSection& health)
{
    if (options.doubts.empty()) {
        return;
    }
    health.status = std::max(health.status, HealthStatus::degraded);
    for (const auto& doubt : options.doubts) { // the look may have had the same
        if (std::find(health.reasons.begin(), health.reasons.end(), doubt) == health.reasons.end()) {
            health.reasons.push_back(doubt);
        }
    }
}

void carry_over(const HealthSection& last, HealthSection& health)
{
    health.findings = last.findings;
    if (last.status == HealthStatus::ok) {
        return;
    }
    health.status = std::max(health.status, last.status);
    auto reasons = last.reasons;
    std::copy_if(health.reasons.begin(), health.reasons.end(), std::back_inserter(reasons), [&](const auto& reason) {
        return std::find(last.reasons.begin(), last.reasons.end(), reason) == last.reasons.end();
    });
    health.reasons = std::move(reasons);
}

} // namespace gpseal::agent
