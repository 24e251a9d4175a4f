#pragma once

#include "command_table.hpp"

namespace gpseal::app {

[[nodiscard]] CommandSpec pol_export_command();
[[nodiscard]] CommandSpec pol_import_command();

} // namespace gpseal::app
