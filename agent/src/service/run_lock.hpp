#pragma once

#include "service/unique_fd.hpp"

#include <gpseal/agent/file_system.hpp>

#include <chrono>
#include <filesystem>
#include <string_view>
#include <utility>

namespace gpseal::agent {

/// One run at a time: an flock on `/run/gpseal/lock` (the service itself: another name there), which the kernel gives
/// back however the process ends. Held: the file under the name is the one that is locked, for a lock on a file that
/// somebody took away keeps nobody out.
class RunLock {
public:
    /// Waits at most `patience`; Errc::busy after it.
    [[nodiscard]] static Result<RunLock> acquire(const RootedPaths& paths, std::chrono::milliseconds patience,
                                                 std::string_view name = "lock");

    /// For who holds it long. True: its file had been taken away, and there is one again, locked. Errc::busy: meanwhile
    /// another one has the name.
    [[nodiscard]] Result<bool> keep_place();

private:
    RunLock(UniqueFd fd, std::filesystem::path path) : fd_(std::move(fd)), path_(std::move(path)) {}
    UniqueFd fd_;
    std::filesystem::path path_;
};

/// The service's own, for as long as it runs.
inline constexpr std::string_view service_lock = "gpseald.lock";

} // namespace gpseal::agent
