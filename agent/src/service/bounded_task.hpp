#pragma once

#include <gpseal/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace gpseal::agent {

struct TaskBounds {
    std::chrono::milliseconds deadline; ///< then SIGKILL
    std::size_t output_limit;           ///< of what the task returns
};

/// Runs `task` in a copy of this process and returns what it returned: for libraries that wait as long as a server
/// wishes and cannot be told otherwise. Nothing else that the task does to its memory comes back. This process must
/// have one thread. Errc::timeout: it was ended by the deadline; any other error: it died.
[[nodiscard]] Result<std::string> run_bounded(const std::function<std::string()>& task, const TaskBounds& bounds);

} // namespace gpseal::agent
