#pragma once

#include <gpseal/base/result.hpp>

#include <array>
#include <string_view>

namespace gpseal::agent {

/// What a process of ours ends with (DESIGN.md section 5). The numbers are a promise to scripts.
enum class ExitCode {
    ok = 0,
    not_compliant = 1,
    usage = 2,
    malformed = 3,
    unknown = 4,
    stale = 5,
    permission = 6,
    not_applied = 7,
    refused = 8,
    busy = 9,
    internal = 70,
};

inline constexpr std::array all_exit_codes{
    ExitCode::ok,      ExitCode::not_compliant, ExitCode::usage,      ExitCode::malformed,
    ExitCode::unknown, ExitCode::stale,         ExitCode::permission, ExitCode::not_applied,
    ExitCode::refused, ExitCode::busy,          ExitCode::internal,
};

/// What a process returns whose run was `ok` and whose reader went away before it had the results (`| head`): what a
/// shell shows of one that SIGPIPE ended. A run that was not `ok` says that instead.
inline constexpr int reader_gone = 141;

/// The number a process returns.
[[nodiscard]] constexpr int number_of(ExitCode code)
{
    return static_cast<int>(code);
}

/// One clause for help and manual: "done, compliant, nothing to change".
[[nodiscard]] std::string_view meaning_of(ExitCode code);

/// The code of a run that this failure ended. A caller whose failure means something else (an unreadable policy
/// source is `stale` in refresh) says so itself.
[[nodiscard]] ExitCode exit_code_of(Errc code);

/// The one of two that a run reports: the first of 2, 3, 70, 6, 9, 8, 7, 1, 5, 4; `ok` only when both are.
[[nodiscard]] ExitCode worst(ExitCode a, ExitCode b);

} // namespace gpseal::agent
