#pragma once

#include "command_table.hpp"

namespace gpseal::app {

// What command_table() has of the local preference.
[[nodiscard]] CommandSpec get_command();
[[nodiscard]] CommandSpec set_command();
[[nodiscard]] CommandSpec unset_command();

} // namespace gpseal::app
