#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/distinguished_name.hpp>

#include <string>
#include <string_view>

namespace gpseal::policy {

/// A GPO's folder in SYSVOL, in words of our own making.
struct SysvolFolder {
    std::string domain; ///< DNS name, as the GPO's DN spells it
    std::string guid;   ///< "{…}" in upper case

    /// `domain/Policies/{GUID}`, below the share `sysvol`.
    [[nodiscard]] std::string path() const { return domain + "/Policies/" + guid; }

    bool operator==(const SysvolFolder&) const = default;
};

/// Where the GPO's files must lie, from its DN alone: `CN={GUID},CN=Policies,CN=System,DC=…`. A domain that cannot be
/// the name of a folder is refused.
[[nodiscard]] Result<SysvolFolder> sysvol_folder_of(const DistinguishedName& gpo);

/// Checks gPCFileSysPath against that: `\\HOST\sysvol\DOMAIN\Policies\{GUID}`, any host, case and kind of slash. The
/// host has no say (files are read from the domain controller that was asked); anything else is refused, so that nobody
/// who may edit a GPO can name another share, another GPO or a way out.
[[nodiscard]] Result<SysvolFolder> check_sysvol_path(std::string_view file_sys_path, const DistinguishedName& gpo);

} // namespace gpseal::policy
