#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gpseal {

enum class Severity { note, warning, error };

[[nodiscard]] std::string_view to_string(Severity severity);

/// Something worth saying that did not stop the work. `code` is stable: scripts may match it.
struct Finding {
    Severity severity = Severity::warning;
    std::string code;    ///< snake_case, e.g. "nonstandard_value"
    std::string message; ///< one clause, lower case, without a full stop
    std::string hint;    ///< what to do about it; may be empty
    std::string where;   ///< file, file:line:column, file@offset; may be empty

    bool operator==(const Finding&) const = default;
};

using Diagnostics = std::vector<Finding>;

} // namespace gpseal
