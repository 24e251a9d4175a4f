#pragma once

#include "command_table.hpp"

namespace gpseal::app {

[[nodiscard]] CommandSpec probe_command();

/// --timeout, for every command that asks servers; probe_terms() reads it.
[[nodiscard]] OptionSpec timeout_option();

} // namespace gpseal::app
