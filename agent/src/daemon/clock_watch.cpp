#include "daemon/watches.hpp"
#include "service/errno_error.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <ctime>

namespace gpseal::agent {

namespace {

/// A year from now, which never comes: only a clock that is set ends the waiting.
bool arm(int fd)
{
    constexpr time_t year = 365 * 24 * 3600;
    itimerspec at{};
    at.it_value.tv_sec = ::time(nullptr) + year;
    return ::timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, nullptr) == 0;
}

} // namespace

Result<ClockWatch> ClockWatch::start()
{
    UniqueFd fd(::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC));
    if (!fd || !arm(fd.get())) {
        return fail(errno_error("cannot watch the clock", {}));
    }
    return ClockWatch(std::move(fd));
}

bool ClockWatch::changed()
{
    std::uint64_t count = 0;
    const bool was_set = ::read(fd_.get(), &count, sizeof count) < 0 && errno == ECANCELED;
    const bool is_over = count > 0;
    if (was_set || is_over) {
        (void)arm(fd_.get());
    }
    return was_set || is_over;
}

} // namespace gpseal::agent
