#pragma once

#include <gpseal/policy/registry_policy_file.hpp>
#include <gpseal/policy/security_template.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::policy {

/// The computer halves of a GPO's two version numbers; nullopt where one was not read.
struct GpoVersion {
    std::optional<std::uint16_t> directory; ///< versionNumber in AD, low 16 bits
    std::optional<std::uint16_t> sysvol;    ///< Version in gpt.ini, low 16 bits

    bool operator==(const GpoVersion&) const = default;
};

/// Who a GPO is, and how it came to this computer. Everything a report needs to name it.
struct GpoIdentity {
    std::string guid;        ///< "{…}" in upper case; empty for a bare registry.pol
    std::string backup_id;   ///< of a GPMC backup folder; else empty
    std::string name;        ///< display name; the path of a bare registry.pol
    std::string path;        ///< where its registry.pol was read
    std::string som;         ///< distinguished name it is linked to; empty when it came from files
    unsigned link_order = 0; ///< 1 wins within its SOM; 0 when it came from files
    bool enforced = false;   ///< the link's "No Override"
    GpoVersion version;
    std::string pol_sha256; ///< lower-case hex of registry.pol; empty when there is none

    bool operator==(const GpoIdentity&) const = default;
};

/// As problems name it: "GPO 'Name' {GUID}", "GPO {GUID}" where it has no name.
[[nodiscard]] std::string label_of(const GpoIdentity& gpo);

/// A GPO with the registry policy of its computer side. Owns the bytes that `registry` views: moves, never copies.
struct GroupPolicyObject {
    GroupPolicyObject() = default;
    GroupPolicyObject(GroupPolicyObject&&) noexcept = default;
    GroupPolicyObject& operator=(GroupPolicyObject&&) noexcept = default;
    GroupPolicyObject(const GroupPolicyObject&) = delete;
    GroupPolicyObject& operator=(const GroupPolicyObject&) = delete;
    ~GroupPolicyObject() = default;

    GpoIdentity identity;
    std::vector<std::byte> bytes; ///< registry.pol as read; a moved vector keeps its buffer, so views stay valid
    RegistryPolicyFile registry;  ///< views `bytes`; empty when the GPO has no registry.pol
    SecurityTemplate security;    ///< empty when the GPO has no GptTmpl.inf, or it was not asked for
    bool filtered = false;        ///< nobody knows whether it applies: it has a WMI filter, or no gPCFileSysPath
};

} // namespace gpseal::policy
