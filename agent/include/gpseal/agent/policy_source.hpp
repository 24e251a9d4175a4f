#pragma once

#include <gpseal/base/diagnostics.hpp>
#include <gpseal/base/result.hpp>
#include <gpseal/policy/encryption_mandate.hpp>
#include <gpseal/policy/group_policy_object.hpp>
#include <gpseal/policy/refresh_schedule.hpp>
#include <gpseal/policy/workstation_policies.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// What one look at the policy source gave, already decided: whoever acts on it needs no GPO and no registry.pol. Only
/// a complete one may loosen anything (DESIGN.md section 3).
struct CollectedPolicy {
    policy::PolicyDecision decision = {};      ///< of the GPOs that were read
    std::size_t gpo_count = 0;                 ///< how many those are
    policy::RefreshSchedule schedule = {};     ///< what they say of the next look
    std::vector<Error> problems = {};          ///< what could not be read, or not be trusted
    std::vector<std::string> controllers = {}; ///< domain controllers that it came from; empty: not from a domain
    Diagnostics findings = {};                 ///< worth saying, and no reason to doubt
    std::vector<policy::WorkstationSetting> workstation = {}; ///< the other policies that they configure
    std::optional<std::chrono::nanoseconds> began = {};       ///< when the look did, since boot; nullopt: in this run

    [[nodiscard]] bool complete() const { return problems.empty(); }
    /// Nothing at all was read: what is known is stale, not merely degraded.
    [[nodiscard]] bool nothing() const { return gpo_count == 0 && !problems.empty(); }
};

/// What the GPOs, lowest precedence first, come to.
[[nodiscard]] CollectedPolicy decide(std::span<const policy::GroupPolicyObject> gpos);

/// Where GPOs come from.
class PolicySource {
public:
    PolicySource() = default;
    PolicySource(const PolicySource&) = delete;
    PolicySource& operator=(const PolicySource&) = delete;
    virtual ~PolicySource() = default;

    /// Never fails as a whole: what could not be read is in `problems`.
    [[nodiscard]] virtual CollectedPolicy collect() = 0;
};

/// Whether folders that others can write may still loosen. An administrator who names a folder on the command line
/// vouches for it; one that stands in a configuration has to be safe from everybody else.
enum class FolderTrust { vouched, checked };

/// GPO folders on this machine, lowest precedence first.
class FileSource : public PolicySource {
public:
    FileSource(std::vector<std::filesystem::path> folders, FolderTrust trust)
        : folders_(std::move(folders)), trust_(trust)
    {
    }
    [[nodiscard]] CollectedPolicy collect() override;

private:
    std::vector<std::filesystem::path> folders_;
    FolderTrust trust_;
};

/// For a machine that no GPO is meant for: a complete look at none. What is required is then the local preference's
/// to say.
class EmptySource : public PolicySource {
public:
    [[nodiscard]] CollectedPolicy collect() override { return {}; }
};

/// Stands for a source that cannot be asked: every collect gives the reason.
class MissingSource : public PolicySource {
public:
    explicit MissingSource(Error reason) : reason_(std::move(reason)) {}
    [[nodiscard]] CollectedPolicy collect() override;

private:
    Error reason_;
};

/// A registry.pol by itself: its path is its name.
[[nodiscard]] Result<policy::GroupPolicyObject> read_registry_policy(const std::filesystem::path& path);
/// The same of bytes that are read already.
[[nodiscard]] Result<policy::GroupPolicyObject> registry_policy_of(std::vector<std::byte> bytes,
                                                                   const std::string& name);

/// The half of a GPO: Computer Configuration (Machine), User Configuration (User).
enum class PolicySide { computer, user };

/// A GPO folder: SYSVOL's shape (`gpt.ini`, `Machine/Registry.pol`, any case) or a GPMC backup
/// (`DomainSysvol/GPO/Machine/…` with `bkupInfo.xml`). A GPO without a Registry.pol has no registry policy on this
/// side. `doubts` receives what makes it unfit to loosen anything: a gpt.ini without [General], a Registry.pol that is
/// not there although the version says it must be.
[[nodiscard]] Result<policy::GroupPolicyObject> read_gpo_folder(const std::filesystem::path& folder,
                                                                std::vector<Error>& doubts,
                                                                PolicySide side = PolicySide::computer);

} // namespace gpseal::agent
