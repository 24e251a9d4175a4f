#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>
#include <gpseal/policy/encryption_mandate.hpp>
#include <gpseal/policy/group_policy_object.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <vector>

namespace gpseal::agent {

/// What the last complete look at the policy source gave: "last known good".
struct StandingPolicy {
    policy::PolicyDecision decision;
    std::chrono::system_clock::time_point at; ///< when it was last seen to be so
};

/// Keeps last known good under the state folder: each GPO's registry.pol under its own SHA-256, and one manifest that
/// names them. The manifest is replaced last, so a run that dies leaves the old one with all its files.
class PolicyStore {
public:
    explicit PolicyStore(const RootedPaths& paths) : folder_(paths.state() / "last-known-good") {}

    /// nullopt: nothing was ever kept. An error: something was, and it is damaged.
    [[nodiscard]] Result<std::optional<StandingPolicy>> load() const;
    [[nodiscard]] Result<void> save(std::span<const policy::GroupPolicyObject> gpos,
                                    std::chrono::system_clock::time_point at);
    [[nodiscard]] Result<void> clear();

private:
    std::filesystem::path folder_;
};

} // namespace gpseal::agent
