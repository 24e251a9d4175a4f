#pragma once

#include "command.hpp"

#include <gpseal/base/result.hpp>

#include <string>
#include <string_view>

namespace gpseal::app {

/// Writes to a file that is not there yet, or replaces it whole; "-" is the call's output. Errc::refused: the file is
/// there and `--replace` was not given.
[[nodiscard]] Result<void> write_target(const Invocation& call, const std::string& name, std::string_view content);

} // namespace gpseal::app
