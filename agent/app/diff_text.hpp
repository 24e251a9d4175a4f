#pragma once

#include "terminal.hpp"

#include <string>

namespace gpseal::app {

/// A unified diff for people: every line made harmless, in the colours of what it adds and takes away.
[[nodiscard]] std::string diff_text(const std::string& diff, const Terminal& terminal);

} // namespace gpseal::app
