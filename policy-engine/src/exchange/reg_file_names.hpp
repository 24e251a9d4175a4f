#pragma once

#include <string_view>

namespace gpseal::policy::exchange {

// The words of a .reg file that both directions use.
inline constexpr std::string_view reg_signature = "Windows Registry Editor Version 5.00";
inline constexpr std::string_view reg_machine_root = "HKEY_LOCAL_MACHINE";
inline constexpr std::string_view reg_user_root = "HKEY_CURRENT_USER";
inline constexpr std::string_view reg_delete_keys = "**DeleteKeys";
inline constexpr std::string_view reg_delete_value = "**del.";
inline constexpr std::string_view reg_directive_marker = "**";

} // namespace gpseal::policy::exchange
