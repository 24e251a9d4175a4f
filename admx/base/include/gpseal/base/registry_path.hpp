#pragma once

#include <optional>
#include <string_view>

namespace gpseal {

enum class RegistryHive {
    machine, ///< HKEY_LOCAL_MACHINE
    user,    ///< HKEY_CURRENT_USER
    other,   ///< one that no policy is about
};

/// A registry key as people have it: what a registry editor, PowerShell or a .reg file puts in front is told apart.
struct RegistryPath {
    std::optional<RegistryHive> hive; ///< none was written
    std::string_view key;             ///< without one backslash at its end: Windows opens the same key
};

/// Understands `HKLM\KEY` and `HKEY_LOCAL_MACHINE\KEY` and their kin in any case, `HKLM:\KEY`,
/// `Registry::HKEY_LOCAL_MACHINE\KEY`, `Computer\HKEY_LOCAL_MACHINE\KEY` and `[HKEY_LOCAL_MACHINE\KEY]`. A key that is
/// called Computer without a hive behind it is a key. The views point into `text`.
[[nodiscard]] RegistryPath registry_path(std::string_view text);

} // namespace gpseal
