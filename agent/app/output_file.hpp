#pragma once

#include "command.hpp"

#include <gpseal/base/result.hpp>

#include <string>
#include <string_view>

namespace gpseal::app {

/// Whether a report can be written to this file: asked before the work that it is about. An empty name is standard
/// output.
[[nodiscard]] Result<void> check_output(const std::string& name);

/// Tells that a report could not be written; the exit code of what could not be applied, or of no permission.
int fail_output(const Invocation& call, std::string_view schema, Error error);

/// Errc::usage when --json and --format ask for two formats.
[[nodiscard]] Result<void> check_format(const Invocation& call);

} // namespace gpseal::app
