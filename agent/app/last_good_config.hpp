#pragma once

#include <gpseal/agent/config.hpp>
#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

#include <filesystem>
#include <vector>

namespace gpseal::app {

enum class KeepConfig { yes, no };

/// gpseal.conf for a service, which has nobody to tell that it does not start: with a mistake in it, what it said when
/// it was last right counts, and if that is not known, the defaults, which are the strictest there is. `doubts` then
/// says so. `keep`: one that is right is kept for then (`gpseal.conf.good` in the state folder).
[[nodiscard]] agent::AgentConfig load_config_or_last_good(const agent::RootedPaths& paths,
                                                          const std::filesystem::path& file, KeepConfig keep,
                                                          std::vector<Error>& doubts);

} // namespace gpseal::app
