#include "enforce/enforcement.hpp"

#include <algorithm>
#include <iterator>

namespace gpseal::agent {

namespace {

/// Before settings change, what would be cut is counted: unless the guard cuts already, or shall never cut.
void watch_first(SmbClientStack& guard, WantedState wanted)
{
    if (wanted.guard != GuardMode::enforce) {
        return;
    }
    wanted.guard = GuardMode::audit;
    const auto plan = guard.plan(wanted);
    if (plan && !plan->loosens()) {
        (void)guard.apply(wanted, std::nullopt); // a guard that cannot be loaded says so when it must cut
    }
}

} // namespace

std::vector<SmbClientStack*> EnforcedStacks::all() const
{
    auto stacks = settings;
    stacks.push_back(&guard);
    return stacks;
}

bool StackPlan::loosens() const
{
    return std::any_of(changes.begin(), changes.end(), [](const ConfigChange& change) { return change.loosens; });
}

std::string_view to_string(GuardMode mode)
{
    switch (mode) {
    case GuardMode::enforce:
        return "enforce";
    case GuardMode::audit:
        return "audit";
    case GuardMode::off:
        return "off";
    }
    return "off";
}

GuardMode guard_mode(const WantedState& wanted)
{
    if (wanted.mandate == policy::EncryptionMandate::required || wanted.guard == GuardMode::off) {
        return wanted.guard;
    }
    const auto* const audit =
        wanted.workstation ? find_in_force(*wanted.workstation, policy::WorkstationPolicy::audit_encryption) : nullptr;
    return audit != nullptr && audit->in_force == policy::WorkstationNumber{1} ? GuardMode::audit : GuardMode::off;
}

std::vector<ConfigChange> plan_all(const EnforcedStacks& stacks, const WantedState& wanted,
                                   std::vector<Error>& failures)
{
    std::vector<ConfigChange> changes;
    for (auto* const stack : stacks.all()) {
        auto plan = stack->plan(wanted);
        if (plan) {
            std::move(plan->changes.begin(), plan->changes.end(), std::back_inserter(changes));
        } else {
            failures.push_back(plan.error());
        }
    }
    return changes;
}

std::vector<Error> tighten(const EnforcedStacks& stacks, const WantedState& wanted, const RightsToWeaken& rights)
{
    std::vector<Error> failures;
    watch_first(stacks.guard, wanted);
    for (auto* const stack : stacks.settings) {
        if (auto applied = stack->apply(wanted, rights.settings); !applied) {
            failures.push_back(applied.error());
        }
    }
    if (auto applied = stacks.guard.apply(wanted, rights.guard); !applied) {
        failures.push_back(applied.error());
    }
    return failures;
}

std::vector<Error> loosen(const EnforcedStacks& stacks, const WantedState& wanted, const Loosening& right)
{
    for (auto* const stack : stacks.all()) {
        if (auto applied = stack->apply(wanted, right); !applied) {
            return {applied.error()};
        }
    }
    return {};
}

std::vector<ConfigChange> plan_held(const EnforcedStacks& stacks, const WantedState& wanted,
                                    std::vector<Error>& failures)
{
    std::vector<ConfigChange> changes;
    for (auto* const stack : stacks.all()) {
        auto plan = stack->plan(wanted);
        if (!plan) {
            failures.push_back(plan.error());
        } else if (!plan->loosens()) {
            std::move(plan->changes.begin(), plan->changes.end(), std::back_inserter(changes));
        }
    }
    return changes;
}

std::vector<Error> hold(const EnforcedStacks& stacks, const WantedState& wanted)
{
    std::vector<Error> failures;
    for (auto* const stack : stacks.all()) {
        const auto plan = stack->plan(wanted);
        if (plan && plan->loosens()) {
            continue;
        }
        if (auto applied = stack->apply(wanted, std::nullopt); !applied) {
            failures.push_back(applied.error());
        }
    }
    return failures;
}

std::vector<ConfigChange> made_of(const EnforcedStacks& stacks, const WantedState& wanted, PlannedChanges planned)
{
    if (planned.changes.empty()) {
        return {};
    }
    std::vector<Error> failures; // whoever applied has told
    const auto left = plan_all(stacks, wanted, failures);
    const bool open = std::any_of(failures.begin(), failures.end(), [&](const Error& failure) {
        return std::find(planned.failures.begin(), planned.failures.end(), failure) == planned.failures.end();
    });
    std::erase_if(planned.changes, [&](const ConfigChange& change) {
        return open || std::any_of(left.begin(), left.end(),
                                   [&](const ConfigChange& still) { return still.target == change.target; });
    });
    return std::move(planned.changes);
}

} // namespace gpseal::agent
