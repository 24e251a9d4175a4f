#pragma once

#include <iosfwd>
#include <span>
#include <string>

namespace gpseal::app {

inline constexpr const char* program_version = GPSEAL_VERSION;

/// The whole program but its process: reads the arguments after the program's name, runs the command, returns the
/// exit code. With `--json` nothing but JSON goes to `out`, also when the line makes no sense.
int run_program(std::span<const std::string> arguments, std::ostream& out, std::ostream& err);

} // namespace gpseal::app
