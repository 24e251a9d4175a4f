#pragma once

#include "command.hpp"

#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/result.hpp>

#include <iosfwd>
#include <string>
#include <string_view>

namespace gpseal::app {

/// A JSON string with its quotes: control characters escaped, ill-formed UTF-8 as U+FFFD.
[[nodiscard]] std::string json_string(std::string_view text);

/// Tells a failure: one sentence on `err`; with `--json` also `{"schema":…,"error":{code,message,where}}` on `out`.
/// Returns the exit code it has.
int report_failure(const Invocation& call, std::string_view schema, const Error& error);

} // namespace gpseal::app
