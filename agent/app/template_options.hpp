#pragma once

#include "command_table.hpp"

namespace gpseal::app {

// The options of every command that reads ADMX and ADML files.
[[nodiscard]] OptionSpec lang_option();
[[nodiscard]] OptionSpec templates_option(std::string_view name);

} // namespace gpseal::app
