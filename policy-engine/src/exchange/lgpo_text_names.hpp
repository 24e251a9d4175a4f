#pragma once

#include <string_view>

namespace gpseal::policy::exchange {

// The words of LGPO text that both directions use.
inline constexpr std::string_view lgpo_default_value = "(Default)"; ///< the name of a key's default value
inline constexpr std::string_view lgpo_separator = R"(\0)";         ///< between the strings of a MULTISZ
inline constexpr std::string_view directive_marker = "**";
inline constexpr std::string_view one_blank = " "; ///< the data of a directive that needs none

} // namespace gpseal::policy::exchange
