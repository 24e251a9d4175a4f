#pragma once

#include "command_table.hpp"

namespace gpseal::app {

// What the command table says of the commands that edit and compare registry.pol files.
[[nodiscard]] CommandSpec pol_set_command();
[[nodiscard]] CommandSpec pol_unset_command();
[[nodiscard]] CommandSpec pol_diff_command();

} // namespace gpseal::app
