#pragma once

#include "command_table.hpp"

namespace gpseal::app {

// What command_table() has of the commands that look at the domain.
[[nodiscard]] CommandSpec snapshot_command();
[[nodiscard]] CommandSpec result_command();

} // namespace gpseal::app
