#pragma once

#include "enforce/smb_conf_settings.hpp"

#include <gpseal/base/result.hpp>

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace gpseal::agent {

/// The values of smb_conf_block::setting_names, in that order, in Samba's canonical spelling ("default", "No", "SMB2");
/// nullopt: this Samba does not know the setting.
using SambaSettings = std::array<std::optional<std::string>, smb_conf_block::setting_names.size()>;

/// What `testparm` reads from `smb_conf`, run as `uid` (nullopt: as ourselves). Fails, and says nothing about the
/// values, when testparm is missing or stops at a line: clients go on with what they had read by then.
[[nodiscard]] Result<SambaSettings> read_samba_settings(const std::filesystem::path& smb_conf,
                                                        const std::optional<uid_t>& uid);

/// What a user without rights reads from smb.conf, and who that was.
struct SettingsOfUser {
    std::uint32_t uid = 0;
    Result<SambaSettings> settings;
};
using ReadAsUser = std::function<SettingsOfUser(const std::filesystem::path& smb_conf)>;

/// By a testparm of this process, which has to be root's (Errc::permission).
[[nodiscard]] SettingsOfUser read_as_user(const std::filesystem::path& smb_conf);

} // namespace gpseal::agent
