#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/release.hpp>

namespace gpseal::app {

// What begins or ends a release goes to the journal first, as every change does. The caller holds the run lock.

[[nodiscard]] Result<void> begin_release(const agent::RootedPaths& paths, const agent::Release& release);

enum class ReleaseEnd { administrator, time };

/// A success where none is kept.
[[nodiscard]] Result<void> end_release(const agent::RootedPaths& paths, ReleaseEnd by);

/// A release that is over is taken away: a clock that goes back shall not find it again.
[[nodiscard]] Result<void> forget_old_release(const agent::RootedPaths& paths);

} // namespace gpseal::app
