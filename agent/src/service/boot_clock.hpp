#pragma once

#include <time.h>

#include <chrono>

namespace gpseal::agent {

/// Time since boot, sleep included: what the service plans by. Nobody can set it, so no jump of the wall clock hastens
/// or delays anything.
struct BootClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;

    static time_point now()
    {
        timespec at{};
        ::clock_gettime(CLOCK_BOOTTIME, &at);
        return time_point(std::chrono::seconds(at.tv_sec) + std::chrono::nanoseconds(at.tv_nsec));
    }
};

using BootTime = BootClock::time_point;

} // namespace gpseal::agent
