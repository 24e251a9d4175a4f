#pragma once

#include "command_table.hpp"

namespace gpseal::app {

// What the command table says of the commands that read ADMX and ADML files.
[[nodiscard]] CommandSpec admx_list_command();
[[nodiscard]] CommandSpec admx_show_command();
[[nodiscard]] CommandSpec admx_search_command();
[[nodiscard]] CommandSpec admx_lint_command();

} // namespace gpseal::app
