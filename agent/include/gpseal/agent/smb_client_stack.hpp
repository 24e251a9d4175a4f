#pragma once

#include <gpseal/agent/guard_evidence.hpp>
#include <gpseal/agent/workstation_setting.hpp>
#include <gpseal/base/diagnostics.hpp>
#include <gpseal/base/result.hpp>
#include <gpseal/policy/encryption_mandate.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

enum class GuardMode { enforce, audit, off };

[[nodiscard]] std::string_view to_string(GuardMode mode);

/// A server that the guard leaves alone for a while. Address and port, never an address alone.
struct Exemption {
    std::string address; ///< IPv4 or IPv6, numeric
    std::uint16_t port = 445;
    std::chrono::system_clock::time_point until;
    std::string reason;

    bool operator==(const Exemption&) const = default;
};

/// What the machine shall be set to.
struct WantedState {
    policy::EncryptionMandate mandate = policy::EncryptionMandate::none;
    GuardMode guard = GuardMode::enforce; ///< the most that it may do; see guard_mode()
    std::vector<Exemption> exemptions;
    bool edit_mounts = false; ///< whether fstab and its like may be changed, or are only looked at
    /// The other policies in force; nullopt: what they come to is not known, and what stands of them stays.
    std::optional<SettledSettings> workstation = SettledSettings{};
};

/// The guard's mode by policy and configuration: also without a mandate it watches where the policy "Audit server does
/// not support encryption" asks for it.
[[nodiscard]] GuardMode guard_mode(const WantedState& wanted);

/// One change of one thing, before it is made.
struct ConfigChange {
    std::string target; ///< a path, or "nft table inet gpseal"
    std::string diff;   ///< unified diff, as `--diff` prints it
    bool loosens = false;
};

/// What a stack would do. Planning reads and never writes.
struct StackPlan {
    std::vector<ConfigChange> changes; ///< empty: nothing to do

    [[nodiscard]] bool loosens() const;
};

/// The right to take protection away. Made in one place only, from a decision that came out of a fully successful
/// collect and resolve (or from an administrator's `revert`), so that every loosening can be found by its name.
struct Loosening {
    std::string reason;
};

/// What a row wants where nothing is asked of the machine.
inline constexpr std::string_view as_the_administrator_set_it = "as the administrator set it";

/// One row of a report's `configured`: what a stack is set to, as that stack itself reads it.
struct ConfiguredState {
    std::string stack;  ///< "samba", "guard", "kernel-cifs"
    std::string target; ///< "client smb encrypt (as uid 65534)", "nft table inet gpseal"
    std::string wanted;
    std::string found; ///< "unknown" when it could not be observed
    bool known = true;
    bool drift = false;        ///< known, and not as wanted
    bool guard_covers = false; ///< of drift: nothing gets out by it while the guard cuts

    bool operator==(const ConfiguredState&) const = default;
};

/// A local SMB client stack, or the guard before them all.
class SmbClientStack {
public:
    SmbClientStack() = default;
    SmbClientStack(const SmbClientStack&) = delete;
    SmbClientStack& operator=(const SmbClientStack&) = delete;
    virtual ~SmbClientStack() = default;

    [[nodiscard]] virtual std::string_view name() const = 0;
    /// What apply() would change to get to `wanted`.
    [[nodiscard]] virtual Result<StackPlan> plan(const WantedState& wanted) = 0;
    /// Makes it so. Idempotent; atomic; Errc::refused if it would loosen and no Loosening was given.
    [[nodiscard]] virtual Result<void> apply(const WantedState& wanted, const std::optional<Loosening>& loosening) = 0;
    /// How it is set now. What cannot be observed is a row with known = false, not an error.
    [[nodiscard]] virtual std::vector<ConfiguredState> judge(const WantedState& wanted) = 0;
    /// What the last judge() saw besides; nullopt: nothing to be told.
    [[nodiscard]] virtual std::optional<GuardEvidence> evidence() const { return std::nullopt; }
};

} // namespace gpseal::agent
