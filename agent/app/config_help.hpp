#pragma once

#include <string>

namespace gpseal::app {

// What gpseal.conf may hold, as help and as a manual page: made of the table that reads it.

[[nodiscard]] std::string config_help();
[[nodiscard]] std::string config_man_page();

} // namespace gpseal::app
