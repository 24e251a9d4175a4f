#pragma once

#include <gpseal/base/diagnostics.hpp>

#include <span>
#include <string_view>

namespace gpseal::admx {

/// A kind of finding about ADMX and ADML files. Codes are stable: scripts may match them.
struct FindingCode {
    std::string_view code;
    /// What a finding of this kind is to who writes the file: an error makes Windows refuse or ignore something, a
    /// warning is probably not what was meant, a note is style. Checks::lint reports by it; a plain load has errors
    /// only for files that it refuses.
    Severity severity = Severity::warning;
    std::string_view meaning; ///< one clause, lower case
    bool lint_only = false;   ///< only Checks::lint looks for it
};

[[nodiscard]] std::span<const FindingCode> finding_codes(); ///< in alphabetical order

[[nodiscard]] const FindingCode* find_finding_code(std::string_view code); ///< null: no such code

} // namespace gpseal::admx
