#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// Options of a cifs mount as fstab, units, autofs and pam_mount write them: parted by commas that no double quotes
/// hold. Options are compared as the kernel does, by case.
namespace mount_options {

/// What keeps such a mount from being encrypted for sure: "without seal", "with vers=2.1, which cannot encrypt";
/// nullopt: it asks for it, and is refused where it cannot have it.
[[nodiscard]] std::optional<std::string> fault(std::string_view options);

/// The same options with `seal`, and with `vers=3` for every vers= below it. Options without a fault come back as they
/// are, and fault() of what comes back is nullopt.
[[nodiscard]] std::string sealed(std::string_view options);

/// What stands behind the last `name=`; nullopt: there is none.
[[nodiscard]] std::optional<std::string> value(std::string_view options, std::string_view name);

} // namespace mount_options

} // namespace gpseal::agent
