#pragma once

#include <gpseal/base/result.hpp>

#include <string>
#include <string_view>

namespace gpseal::agent {

/// The calling thread's errno as an Error: `what` is the act that failed ("cannot open").
[[nodiscard]] Error errno_error(std::string_view what, std::string where);
[[nodiscard]] Error errno_error(int number, std::string_view what, std::string where);

} // namespace gpseal::agent
