#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/override.hpp>

#include <string_view>
#include <vector>

namespace gpseal::agent {

/// What smb.conf itself says that sends Samba elsewhere, or that another program writes it: lines with a fix each.
/// Pure. `path` is only told.
[[nodiscard]] std::vector<Override> overrides_in_smb_conf(std::string_view text, std::string_view path);

/// What lies around it: a file or folder that not every user may read, an include of that kind, what another policy
/// agent left.
[[nodiscard]] std::vector<Override> overrides_around_smb_conf(std::string_view text, const RootedPaths& paths);

/// A Samba before 4.14 skips "client smb encrypt" without a word. Asks testparm for its version.
[[nodiscard]] std::vector<Override> overrides_by_old_samba();

/// Whether "Version 4.13.17-Ubuntu" is such a version; false for what is no version.
[[nodiscard]] bool too_old_for_mandate(std::string_view version);

} // namespace gpseal::agent
