#pragma once

#include "command.hpp"

#include <gpseal/agent/config.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

enum class CheckState {
    ok,
    problem, ///< and `fix` says what to do
    unknown, ///< could not be looked at; `found` says why
};

[[nodiscard]] std::string_view to_string(CheckState state);

/// One line of `gpseal doctor`.
struct DoctorCheck {
    std::string id; ///< stable: "nftables", "clock"
    CheckState state = CheckState::ok;
    std::string found;
    std::string fix; ///< what to type, or one sentence; empty unless it is a problem
};

using Checks = std::vector<DoctorCheck>;

/// Whether the domain may be asked.
enum class AskDomain { yes, no };

// The groups of checks, in the order in which one stands on the other. None of them changes anything.

/// Root, kernel, and the programs that gpseal runs.
[[nodiscard]] Checks check_tools(const Invocation& call);
/// Whether the kernel's SMB client is there for those who mount; nothing for another root than the live one.
[[nodiscard]] Checks check_cifs(const Invocation& call);
/// gpseal.conf, the state folder, smb.conf. `config`: as it was loaded, or nullopt after its problems were noted.
[[nodiscard]] Checks check_files(const Invocation& call, std::optional<agent::AgentConfig>& config);
/// Where policy comes from: keytab, DNS, Kerberos, LDAP and encrypted SMB of the domain controllers, the clock.
[[nodiscard]] Checks check_source(const Invocation& call, const agent::AgentConfig& config, AskDomain ask);
/// gpseald, and the socket of gpseal-fetch; nothing for another root than the live one.
[[nodiscard]] Checks check_service(const Invocation& call);
/// What is known of policy and of the last run, and what suspends it. `wrong_above`: the checks before it found a
/// problem, which may be why the last run could not read policy.
[[nodiscard]] Checks check_policy(const Invocation& call, const agent::AgentConfig& config, bool wrong_above);
/// What is set, what passes over it, and what happens on the wire.
[[nodiscard]] Checks check_effect(const Invocation& call, const agent::AgentConfig& config);

} // namespace gpseal::app
