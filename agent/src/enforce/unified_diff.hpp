#pragma once

#include <string>
#include <string_view>

namespace gpseal::agent {

/// The difference as `diff -u` writes it and `patch` reads it; empty when there is none. The shortest edit up to 1,000
/// changed lines; a larger one shows the whole differing stretch as replaced.
[[nodiscard]] std::string unified_diff(std::string_view name, std::string_view before, std::string_view after);

} // namespace gpseal::agent
