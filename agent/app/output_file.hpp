#pragma once

#include "command.hpp"

#include <gpseal/base/result.hpp>

#include <sys/types.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace gpseal::app {

/// Whether a report can be written to this file: asked before the work that it is about. An empty name is standard
/// output.
[[nodiscard]] Result<void> check_output(const std::string& name);

/// The file that --out names; empty: standard output, as without --out and for "-".
[[nodiscard]] std::string output_name(const Invocation& call);

/// Writes to standard output, or replaces the file as a whole and says so, unless --quiet or --json forbid.
[[nodiscard]] Result<void> write_output(const Invocation& call, std::string_view text, mode_t mode);

/// The format: of --format, of --json, or the one of `known` by which the name of --out ends (.htm is html); else text.
[[nodiscard]] std::string output_format(const Invocation& call, std::initializer_list<std::string_view> known);

/// Tells that a report could not be written; the exit code of what could not be applied, or of no permission.
int fail_output(const Invocation& call, std::string_view schema, Error error);

/// Errc::usage when --json and --format ask for two formats.
[[nodiscard]] Result<void> check_format(const Invocation& call);

} // namespace gpseal::app
