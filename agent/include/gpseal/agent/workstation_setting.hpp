#pragma once

#include <gpseal/policy/encryption_mandate.hpp>
#include <gpseal/policy/workstation_policies.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gpseal::agent {

/// A policy beside Require Encryption: what the GPOs say, and what this machine goes by.
struct SettledSetting {
    policy::WorkstationSetting said;
    std::optional<policy::WorkstationNumber> in_force = {}; ///< nullopt: nothing is set by it
    std::string refusal = {};                               ///< one clause, when what is said is not what is in force
    bool conflict = false;                                  ///< of a refusal: another policy speaks against it

    bool operator==(const SettledSetting&) const = default;
};

using SettledSettings = std::vector<SettledSetting>;

[[nodiscard]] const SettledSetting* find_in_force(std::span<const SettledSetting> settings,
                                                  policy::WorkstationPolicy policy);

/// How far this machine's SMB clients can be held to a policy.
enum class Reach {
    held,   ///< by every client that reads smb.conf and by the kernel's where it has such a setting, or by the guard
    partly, ///< by some clients only
    none,   ///< by none
};

[[nodiscard]] std::string_view to_string(Reach reach);

/// What becomes of a policy on this machine, in words for people.
struct PolicyMapping {
    Reach reach = Reach::none;
    std::string_view how; ///< what holds it, and what does not; or why nothing can
};

[[nodiscard]] PolicyMapping mapping_of(const SettledSetting& setting);

/// Last known good, this run's word and the mandate, brought together (README.md, "Other policies").
struct WorkstationSettlement {
    SettledSettings settings;
    std::vector<std::string> doubts; ///< reasons for the run to be degraded
};

enum class Seen { completely, in_part };

/// What is said counts, but: a number without a meaning keeps what was in force; a run that saw part of the policy only
/// tightens; and what would leave no server that can be used, or nothing of the mandate, is refused.
[[nodiscard]] WorkstationSettlement settle_workstation(std::span<const policy::WorkstationSetting> fresh, Seen seen,
                                                       std::span<const SettledSetting> standing,
                                                       policy::EncryptionMandate mandate);

} // namespace gpseal::agent
