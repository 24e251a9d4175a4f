#pragma once

#include "command.hpp"

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

/// A file, or standard input for "-"; at most `limit` bytes.
[[nodiscard]] Result<std::vector<std::byte>> read_source(const std::string& name, std::size_t limit);

/// How a message names the source.
[[nodiscard]] std::string source_name(const std::string& name);

/// Writes to a file that is not there yet, or replaces it whole; "-" is the call's output. Errc::refused: the file is
/// there and `--replace` was not given.
[[nodiscard]] Result<void> write_target(const Invocation& call, const std::string& name, std::string_view content);

} // namespace gpseal::app
