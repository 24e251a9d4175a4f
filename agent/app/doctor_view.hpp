#pragma once

#include "doctor_check.hpp"
#include "terminal.hpp"

#include <string>
#include <string_view>

namespace gpseal::app {

inline constexpr std::string_view doctor_schema = "gpseal.doctor/1";

/// A table that fits the terminal; each fix on a line of its own, not broken, so that it can be copied.
[[nodiscard]] std::string doctor_text(const Checks& checks, const Terminal& terminal);
[[nodiscard]] std::string doctor_json(const Checks& checks);

} // namespace gpseal::app
