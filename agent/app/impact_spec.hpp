#pragma once

#include "command_table.hpp"

namespace gpseal::app {

[[nodiscard]] CommandSpec impact_command();

} // namespace gpseal::app
