#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What a command line names to be read. Files that are edited, and files that nobody named, are read by
// agent::read_file().
namespace gpseal::app {

inline constexpr std::string_view standard_stream = "-";

/// A file, standard input for "-", or a pipe such as a shell's <(…); at most `limit` bytes. A pipe is waited for as
/// long as somebody holds its other end, and refused when nobody does: a FIFO that was planted must not hang a run.
[[nodiscard]] Result<std::vector<std::byte>> read_source(const std::string& name, std::size_t limit);

/// How a message names the source.
[[nodiscard]] std::string source_name(const std::string& name);

/// Errc::usage when more than one of these is standard input, which can be read only once.
[[nodiscard]] Result<void> check_sources(const std::vector<std::string>& names);

} // namespace gpseal::app
