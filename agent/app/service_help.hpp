#pragma once

#include <string>

namespace gpseal::app {

// What gpseald's own help, manual page and completions say: made from one table, as gpseal's are.

[[nodiscard]] std::string service_help();
[[nodiscard]] std::string service_man_page();
[[nodiscard]] std::string service_bash_completion();
[[nodiscard]] std::string service_zsh_completion();
[[nodiscard]] std::string service_fish_completion();

} // namespace gpseal::app
