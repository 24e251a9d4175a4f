#pragma once

#include "enforce/mount_definition.hpp"

#include <gpseal/base/result.hpp>

#include <string_view>
#include <vector>

namespace gpseal::agent {

/// The cifs volumes of pam_mount.conf(5): `<volume fstype="cifs" server="…" path="…" mountpoint="…" options="…">`, at
/// any depth. Errc::malformed when it is no XML, Errc::limit_exceeded beyond max_definition_file or a depth of 64.
[[nodiscard]] Result<std::vector<MountDefinition>> pam_mount_definitions(std::string_view xml, std::string_view origin);

} // namespace gpseal::agent
