#pragma once

#include <gpseal/policy/resultant_set.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// The policy this program exists for ("Require Encryption", LanmanWorkstation.admx, class Machine).
inline constexpr std::string_view require_encryption_key = R"(Software\Policies\Microsoft\Windows\LanmanWorkstation)";
inline constexpr std::string_view require_encryption_value = "RequireEncryption";

/// What an administrator sees. Never a bool: "absent" and "no" are different answers.
enum class PolicyState { not_configured, enabled, disabled, unrecognised };

/// What it means for connections (DESIGN.md section 2).
enum class EncryptionMandate { none, required };

[[nodiscard]] std::string_view to_string(PolicyState state);
[[nodiscard]] std::string_view to_string(EncryptionMandate mandate);

/// Total for the three states that decide; nullopt for unrecognised: keep what was known.
[[nodiscard]] constexpr std::optional<EncryptionMandate> mandate_of(PolicyState state)
{
    switch (state) {
    case PolicyState::enabled:
        return EncryptionMandate::required;
    case PolicyState::disabled:
    case PolicyState::not_configured:
        return EncryptionMandate::none;
    case PolicyState::unrecognised:
        return std::nullopt;
    }
    return std::nullopt;
}

/// A GPO that had a say, and what it said.
struct PolicyVoice {
    GpoIdentity gpo;
    PolicyState state = PolicyState::not_configured; ///< what its last word would mean alone
    RegistryAction action = RegistryAction::set_value;
    std::optional<RegistryValue> value;
    std::size_t offset = 0; ///< of its last effective entry for the value

    bool operator==(const PolicyVoice&) const = default;
};

/// Require Encryption, decided: answer and evidence together.
struct PolicyDecision {
    PolicyState state = PolicyState::not_configured;
    std::optional<EncryptionMandate> mandate = EncryptionMandate::none;
    std::optional<PolicyVoice> winner; ///< nullopt: no GPO touched the value
    std::vector<PolicyVoice> losers;   ///< highest precedence first
    std::vector<ValueEvent> history;
    Diagnostics findings;

    bool operator==(const PolicyDecision&) const = default;
};

/// The state one value gives alone: DWORD 1, DWORD 0, another DWORD (enabled, with a finding), anything else.
[[nodiscard]] PolicyState switch_state(const std::optional<RegistryValue>& value);

/// Require Encryption over the GPOs, lowest precedence first.
[[nodiscard]] PolicyDecision decide_require_encryption(std::span<const GroupPolicyObject> gpos);

} // namespace gpseal::policy
