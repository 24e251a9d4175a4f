#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <filesystem>
#include <string>

namespace gpseal::agent {

/// Reads a file of /proc or /sys, which says that it has no bytes: all of it, Errc::limit_exceeded beyond `limit`.
[[nodiscard]] Result<std::string> read_proc_text(const std::filesystem::path& path, std::size_t limit);

} // namespace gpseal::agent
