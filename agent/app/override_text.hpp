#pragma once

#include "terminal.hpp"

#include <gpseal/agent/override.hpp>

#include <string>
#include <vector>

namespace gpseal::app {

/// Each override with what it does, and how to close it on a line of its own; empty without any.
[[nodiscard]] std::string overrides_text(const std::vector<agent::Override>& overrides, const Terminal& terminal);

} // namespace gpseal::app
