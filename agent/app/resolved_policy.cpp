#include "resolved_policy.hpp"

#include <gpseal/agent/workstation_setting.hpp>
#include <gpseal/policy/security_settings.hpp>

#include <algorithm>
#include <iterator>

namespace gpseal::app {

namespace {

agent::PolicySection section_of(policy::PolicyDecision decision, policy::WorkstationPolicies others, agent::Seen seen)
{
    agent::PolicySection section{.decision = std::move(decision), .source = agent::MandateSource::fallback};
    auto& said = section.decision;
    section.source = said.winner ? agent::MandateSource::policy : agent::MandateSource::fallback;
    section.workstation =
        agent::settle_workstation(others.settings, seen, {}, said.mandate.value_or(policy::EncryptionMandate::none))
            .settings;
    std::move(others.findings.begin(), others.findings.end(), std::back_inserter(said.findings));
    return section;
}

} // namespace

agent::PolicySection resolved_policy(std::span<const policy::GroupPolicyObject> gpos)
{
    return section_of(policy::decide_require_encryption(gpos), policy::decide_workstation_policies(gpos),
                      agent::Seen::completely);
}

agent::PolicySection resolved_policy(const policy::DomainSnapshot& snapshot, const policy::DomainResult& result)
{
    const bool complete = result.completeness == policy::Completeness::complete;
    auto section = section_of(policy::decide_require_encryption(result), policy::decide_workstation_policies(snapshot),
                              complete ? agent::Seen::completely : agent::Seen::in_part);
    section.known = complete || section.decision.mandate; // else the state is that of nothing at all
    if (!complete && section.workstation->empty()) {
        section.workstation.reset(); // that there is none is not known
    }
    std::transform(result.applied.rbegin(), result.applied.rend(), std::back_inserter(section.applied),
                   [](const policy::GroupPolicyObject& gpo) { return gpo.identity; });
    section.denied = result.denied;
    return section;
}

} // namespace gpseal::app
