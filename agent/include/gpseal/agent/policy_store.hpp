#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/workstation_setting.hpp>
#include <gpseal/base/result.hpp>
#include <gpseal/policy/encryption_mandate.hpp>

#include <chrono>
#include <filesystem>
#include <optional>

namespace gpseal::agent {

/// What the last complete look at the policy source gave: "last known good".
struct StandingPolicy {
    policy::PolicyDecision decision;
    std::chrono::system_clock::time_point at;                  ///< when it was last seen to be so
    std::optional<SettledSettings> workstation = std::nullopt; ///< nullopt: kept by a version that did not know them
};

/// Whether it is what GPOs said, not what stands on this machine without anybody knowing why.
[[nodiscard]] bool is_policy(const StandingPolicy& standing);

/// Keeps last known good in one file of the state folder: what was decided and by whom, no registry.pol. Its first line
/// holds the SHA-256 of the rest.
class PolicyStore {
public:
    explicit PolicyStore(const RootedPaths& paths) : file_(paths.state() / "last-known-good") {}

    /// nullopt: nothing was ever kept. An error: something was, and it is damaged.
    [[nodiscard]] Result<std::optional<StandingPolicy>> load() const;
    /// All of save() but the last step, which is the caller's to take once what it does meanwhile is done.
    [[nodiscard]] Result<StagedFile> stage(const StandingPolicy& standing) const;
    [[nodiscard]] Result<void> save(const StandingPolicy& standing);
    [[nodiscard]] Result<void> clear();

private:
    std::filesystem::path file_;
};

} // namespace gpseal::agent
