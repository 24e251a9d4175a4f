#include "domain_facts.hpp"

#include "collect/machine_ticket.hpp"
#include "collect/snapshot_store.hpp"
#include "resolved_policy.hpp"

#include <gpseal/policy/domain_result.hpp>

#include <optional>
#include <utility>

namespace gpseal::app {

namespace {

/// By name and file; a report keeps less of a GPO than the look at it.
bool is_same(const std::optional<policy::PolicyVoice>& a, const std::optional<policy::PolicyVoice>& b)
{
    return a.has_value() == b.has_value() &&
           (!a || (a->gpo.guid == b->gpo.guid && a->gpo.pol_sha256 == b->gpo.pol_sha256 && a->state == b->state));
}

/// Whether the look is the one that the run's policy came from, or says the same.
bool is_of_this_run(const agent::PolicySection& seen, const policy::DomainSnapshot& snapshot,
                    const agent::PolicySection& of_run)
{
    return !of_run.controller.empty() && snapshot.domain_controller == of_run.controller &&
           seen.decision.state == of_run.decision.state && is_same(seen.decision.winner, of_run.decision.winner);
}

} // namespace

agent::ComplianceReport with_domain_facts(const agent::RootedPaths& paths, agent::ComplianceReport report)
{
    if (const auto machine = agent::machine_identity(paths)) {
        report.realm = machine->realm;
    }
    if (report.policy.controller.empty()) {
        return report;
    }
    const auto kept = agent::latest_snapshot(paths);
    if (!kept || !*kept) {
        return report;
    }
    const auto& snapshot = (*kept)->snapshot;
    auto seen = resolved_policy(snapshot, policy::resolve_domain(snapshot));
    if (is_of_this_run(seen, snapshot, report.policy)) {
        report.policy.applied = std::move(seen.applied);
        report.policy.denied = std::move(seen.denied);
    }
    return report;
}

} // namespace gpseal::app
