#pragma once

#include "enforce/enforcement.hpp"

#include <gpseal/agent/cycle.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

/// What a run does with a settled policy.
enum class Course {
    enforce, ///< make it so
    release, ///< take back what is enforced: an administrator's word
    hold,    ///< no mandate, and no right to loosen: set only what loosens nothing
    leave,   ///< touch nothing: the pre-flight stopped, or the mandate is not known
};

struct Way {
    Course course = Course::leave;
    std::optional<Loosening> for_settings; ///< the right to take back what other policies asked for
    std::optional<Loosening> for_guard;    ///< and to weaken the guard while the mandate stands: by configuration
};

[[nodiscard]] Way way_of(const SettledPolicy& settled, const ComplianceReport& report, const CycleOptions& options);

/// The same, but that nothing is let go.
[[nodiscard]] Way without_loosening(const Way& way, const ComplianceReport& report);

/// For the journal: what decided.
[[nodiscard]] std::string reason_of(const ComplianceReport& report);

[[nodiscard]] EnforcedStacks stacks_of(const Services& services);

/// What would change. Writes nothing.
[[nodiscard]] std::vector<ConfigChange> plan_way(const Services& services, const ComplianceReport& report,
                                                 const Way& way, const CycleOptions& options,
                                                 std::vector<Error>& failures);

/// Makes it so.
[[nodiscard]] std::vector<Error> take(const Services& services, const ComplianceReport& report, const Way& way,
                                      const CycleOptions& options);

/// Nothing to change was planned a moment ago: the guard is not asked again, but what a run that died left beside
/// the files goes. Whether all is as wanted is observed afterwards in any case.
[[nodiscard]] std::vector<Error> tidy(const Services& services, const ComplianceReport& report, const Way& way,
                                      const CycleOptions& options);

} // namespace gpseal::agent
