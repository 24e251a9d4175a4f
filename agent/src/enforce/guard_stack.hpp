#pragma once

#include "enforce/guard_table.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/smb_client_stack.hpp>

namespace gpseal::agent {

/// The nftables table `inet gpseal` (DESIGN.md section 8 point 3, section 12) as a stack.
///
/// With a root other than "/" it touches nothing and says so. What it remembers lies in the state folder: guard.json
/// (the table as it was right after loading) and guard-counters.jsonl (counts of tables that were replaced).
/// Errors of plan() and apply(): Errc::unsupported without nft or a kernel that can hold the rules (only when a table
/// is wanted), Errc::permission when not root.
class GuardStack : public SmbClientStack {
public:
    explicit GuardStack(RootedPaths paths);

    [[nodiscard]] std::string_view name() const override { return "guard"; }
    [[nodiscard]] Result<StackPlan> plan(const WantedState& wanted) override;
    /// A table that is already as wanted is not loaded again: its counters are evidence. Else they are saved first.
    [[nodiscard]] Result<void> apply(const WantedState& wanted, const std::optional<Loosening>& loosening) override;
    /// One row. found: enforce, audit, absent, altered (not as we loaded it, or other exemptions), unknown.
    [[nodiscard]] std::vector<ConfiguredState> judge(const WantedState& wanted) override;

    /// Of the same look at the table as the last judge().
    [[nodiscard]] std::optional<GuardEvidence> evidence() const override { return evidence_; }

private:
    RootedPaths paths_;
    std::optional<GuardEvidence> evidence_;
};

} // namespace gpseal::agent
