#pragma once

#include "command.hpp"
#include "probe/probe_loop.hpp"

#include <gpseal/base/result.hpp>

#include <filesystem>
#include <string>

namespace gpseal::app {

/// The whole of a file of any kind, 16 MiB at most; "-" is standard input. What lies in /proc has no size that could
/// be asked for. Errc::not_found when it cannot be opened.
[[nodiscard]] Result<std::string> read_list(const std::filesystem::path& path);

/// --timeout, --parallel and --details, as far as the command has them and they are given. Errc::usage.
[[nodiscard]] Result<agent::ProbeTerms> probe_terms(const Invocation& call);

} // namespace gpseal::app
