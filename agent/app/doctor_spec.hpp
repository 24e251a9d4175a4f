#pragma once

#include "command_table.hpp"

namespace gpseal::app {

[[nodiscard]] CommandSpec doctor_command();

} // namespace gpseal::app
