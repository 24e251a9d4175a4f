#pragma once

#include "command_table.hpp"

namespace gpseal::app {

[[nodiscard]] CommandSpec release_command();

} // namespace gpseal::app
