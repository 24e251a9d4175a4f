#pragma once

#include "command_table.hpp"

namespace gpseal::app {

[[nodiscard]] CommandSpec probe_command();

} // namespace gpseal::app
