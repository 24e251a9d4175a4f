#pragma once

#include <cstddef>
#include <functional>

namespace gpseal::agent {

/// Calls `work` once with each index below `count`, on this thread and on as many others as the machine has processors
/// for, and returns when all calls have. Few indices are done on this thread alone. `work` must not throw, and calls
/// with different indices must not touch the same things.
void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work);

} // namespace gpseal::agent
