#pragma once

#include <gpseal/agent/policy_source.hpp>
#include <gpseal/base/result.hpp>

#include <string>
#include <string_view>

namespace gpseal::agent {

/// What a GPMC backup folder's bkupInfo.xml says of the GPO.
struct BackupManifest {
    std::string guid;      ///< GPOGuid
    std::string backup_id; ///< ID, the folder's own
    std::string name;      ///< GPODisplayName
};

[[nodiscard]] Result<BackupManifest> parse_backup_manifest(std::string_view xml, std::string_view origin);

/// Whether a GPMC backup's Backup.xml lists a registry.pol of this side among the backup's files.
[[nodiscard]] Result<bool> lists_registry_policy(std::string_view xml, std::string_view origin, PolicySide side);

} // namespace gpseal::agent
