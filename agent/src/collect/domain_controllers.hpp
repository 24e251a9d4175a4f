#pragma once

#include "collect/srv_record.hpp"

#include <gpseal/base/result.hpp>

#include <functional>
#include <string>
#include <vector>

namespace gpseal::agent {

/// Asks DNS for the records of a name; query_srv, or a test's own.
using SrvQuery = std::function<Result<std::vector<SrvRecord>>(const std::string& name)>;

/// The domain controllers to try, best first: those of this computer's site, then all others, each group in the order
/// that DNS gives it. At most `max_controllers`. `site` may be empty.
[[nodiscard]] Result<std::vector<SrvRecord>> find_domain_controllers(const std::string& domain, const std::string& site,
                                                                     const SrvQuery& query);

inline constexpr std::size_t max_controllers = 5;

} // namespace gpseal::agent
