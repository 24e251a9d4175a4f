#pragma once

#include "service/unique_fd.hpp"

#include <gpseal/agent/file_system.hpp>

#include <chrono>
#include <string_view>

namespace gpseal::agent {

/// One run at a time: an flock on `/run/gpseal/lock` (the service itself: another name there), which the kernel gives
/// back however the process ends.
class RunLock {
public:
    /// Waits at most `patience`; Errc::busy after it.
    [[nodiscard]] static Result<RunLock> acquire(const RootedPaths& paths, std::chrono::milliseconds patience,
                                                 std::string_view name = "lock");

private:
    explicit RunLock(UniqueFd fd) : fd_(std::move(fd)) {}
    UniqueFd fd_;
};

} // namespace gpseal::agent
