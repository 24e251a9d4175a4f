#pragma once

#include <gpseal/agent/smb_client_stack.hpp>

#include <optional>
#include <vector>

namespace gpseal::agent {

/// The stacks in the order in which settings become safe (DESIGN.md section 8).
struct EnforcedStacks {
    std::vector<SmbClientStack*> settings; ///< of the clients themselves
    SmbClientStack& guard;                 ///< before them all

    [[nodiscard]] std::vector<SmbClientStack*> all() const;
};

/// What all stacks would change. A stack that cannot plan is a failure; the others still plan.
[[nodiscard]] std::vector<ConfigChange> plan_all(const EnforcedStacks& stacks, const WantedState& wanted,
                                                 std::vector<Error>& failures);

/// What may be weakened although the mandate stands.
struct RightsToWeaken {
    std::optional<Loosening> settings; ///< what other policies ask for, by a complete run
    std::optional<Loosening> guard;    ///< its mode and exemptions, by configuration
};

/// Guard watching → settings → guard cutting. A stack that fails does not keep the others from tightening.
[[nodiscard]] std::vector<Error> tighten(const EnforcedStacks& stacks, const WantedState& wanted,
                                         const RightsToWeaken& rights);

/// Settings go, then the guard: until the very end nothing gets out in the clear. Stops at the first failure, on the
/// tight side. `wanted`: without a mandate.
[[nodiscard]] std::vector<Error> loosen(const EnforcedStacks& stacks, const WantedState& wanted,
                                        const Loosening& right);

/// Only what loosens nothing; a stack that would have to loosen something stays as it is.
[[nodiscard]] std::vector<ConfigChange> plan_held(const EnforcedStacks& stacks, const WantedState& wanted,
                                                  std::vector<Error>& failures);
[[nodiscard]] std::vector<Error> hold(const EnforcedStacks& stacks, const WantedState& wanted);

/// What was planned before anything was applied: by the stacks that could; the others' errors.
struct PlannedChanges {
    std::vector<ConfigChange> changes;
    std::vector<Error> failures;
};

/// Those of the planned changes that are not still to be made. A stack that could plan and no longer can leaves it open
/// which are; then none counts as made.
[[nodiscard]] std::vector<ConfigChange> made_of(const EnforcedStacks& stacks, const WantedState& wanted,
                                                PlannedChanges planned);

} // namespace gpseal::agent
