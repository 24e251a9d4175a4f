#pragma once

#include <gpseal/base/diagnostics.hpp>
#include <gpseal/policy/group_policy_object.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// The policies beside Require Encryption that say how this computer's SMB client behaves (LanmanWorkstation.admx,
/// NetworkProvider.admx, and the security options of GptTmpl.inf). The numbers stand in the policy record: new ones go
/// to the end.
enum class WorkstationPolicy : std::uint8_t {
    min_dialect,
    max_dialect,
    cipher_order,
    insecure_guests,
    block_ntlm,
    block_ntlm_exceptions,
    audit_encryption,
    audit_signing,
    audit_guests,
    alternative_ports,
    port_mappings,
    quic,
    quic_exceptions,
    compression,
    disable_compression,
    offline_files,
    handle_caching,
    mailslots,
    hardened_paths,
    require_signing,
    enable_signing,
};

/// What a policy's number means.
enum class WorkstationKind {
    flag,    ///< 0 or 1
    dialect, ///< 0x0202, 0x0210, 0x0300, 0x0302, 0x0311
    ciphers, ///< up to four [MS-SMB2] cipher ids, four bits each, the most preferred lowest; 0: the default order
    list,    ///< how many entries
};

struct WorkstationPolicyInfo {
    WorkstationPolicy policy;
    std::string_view id;   ///< for scripts: "min_dialect"
    std::string_view name; ///< as the templates show it
    std::string_view key;
    std::string_view value_name; ///< empty: every value of the key
    WorkstationKind kind;
};

/// All of them, by number.
[[nodiscard]] std::span<const WorkstationPolicyInfo> known_workstation_policies();
[[nodiscard]] const WorkstationPolicyInfo& info_of(WorkstationPolicy policy);

using WorkstationNumber = std::uint16_t;

inline constexpr WorkstationNumber smb3_00 = 0x0300;
inline constexpr WorkstationNumber smb3_11 = 0x0311;

/// Whether a number is one that the policy can have.
[[nodiscard]] bool is_valid(WorkstationPolicy policy, WorkstationNumber number);
/// Whether `a` asks for no less than `b`; nullopt: neither is stricter, as of a maximum.
[[nodiscard]] std::optional<bool> at_least_as_strict(WorkstationPolicy policy, WorkstationNumber a,
                                                     WorkstationNumber b);
/// "SMB 3.1.1", "AES-256-GCM, AES-128-GCM", "enabled", "3 entries".
[[nodiscard]] std::string words_of(WorkstationPolicy policy, WorkstationNumber number);
/// "AES-128-GCM" …, the most preferred first.
[[nodiscard]] std::vector<std::string_view> ciphers_of(WorkstationNumber number);

/// One policy that some GPO configures.
struct WorkstationSetting {
    WorkstationPolicy policy = WorkstationPolicy::min_dialect;
    std::optional<WorkstationNumber> number; ///< nullopt: what stands there has no meaning
    std::string gpo;                         ///< the winner's name
    std::string where;                       ///< PATH@OFFSET of its entry, PATH:LINE of a security template

    bool operator==(const WorkstationSetting&) const = default;
};

/// What the GPOs, lowest precedence first, say of all of them.
struct WorkstationPolicies {
    std::vector<WorkstationSetting> settings; ///< those that are configured, by number
    Diagnostics findings;

    bool operator==(const WorkstationPolicies&) const = default;
};

[[nodiscard]] const WorkstationSetting* find(std::span<const WorkstationSetting> settings, WorkstationPolicy policy);

[[nodiscard]] WorkstationPolicies decide_workstation_policies(std::span<const GroupPolicyObject> gpos);

} // namespace gpseal::policy
