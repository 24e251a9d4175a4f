#pragma once

#include "service/journal_entry.hpp"

#include <gpseal/agent/cycle.hpp>

#include <optional>
#include <vector>

namespace gpseal::agent {

/// What a run knows when it is about to change something.
struct RunFacts {
    const ComplianceReport& now;
    const std::optional<ComplianceReport>& last; ///< nullopt: there was no run, or nobody can tell
    const CycleOptions& options;
};

/// The journal's entries for these changes. Whose doing each is follows from what is wanted: when it is what it was at
/// the end of the last run, and gpseal has set the target before, then somebody else has changed it since. What a run
/// that died, or that failed, left to do keeps the cause that it had. Pure.
[[nodiscard]] std::vector<JournalEntry> explain_changes(const RunFacts& run, const std::vector<JournalEntry>& journal,
                                                        const std::vector<ConfigChange>& changes);

/// What `gpseal revert` is about to take back.
[[nodiscard]] Result<void> record_revert(const Services& services, const ComplianceReport& report,
                                         const std::vector<ConfigChange>& changes);

/// The changes of one run in the journal: before they are made, and what became of them.
class ChangeRecord {
public:
    /// Before begin_report(): it looks at the last one.
    ChangeRecord(const Services& services, const RunFacts& run, const std::vector<ConfigChange>& planned);

    [[nodiscard]] Result<void> begin() const;
    /// Those that `outcome.changes` has not were not made.
    [[nodiscard]] Result<void> end(const CycleOutcome& outcome);
    /// Of those, what others had changed.
    [[nodiscard]] std::vector<std::string> repaired(const std::vector<ConfigChange>& made) const;

private:
    const RootedPaths& paths_;
    std::vector<JournalEntry> entries_;
};

} // namespace gpseal::agent
