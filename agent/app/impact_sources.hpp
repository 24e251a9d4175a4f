#pragma once

#include "command.hpp"
#include "probe/server_use.hpp"

#include <gpseal/base/result.hpp>

#include <vector>

namespace gpseal::app {

/// The servers that this machine uses, by everything that tells, its domain controllers first. A table or configuration
/// that cannot be read is an error; what only this user may not see, or cannot be asked now, is said on `err`.
[[nodiscard]] Result<std::vector<agent::UsedServer>> used_servers(const Invocation& call);

} // namespace gpseal::app
