#include "service/socket_deadline.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace gpseal::agent {

namespace {

using std::chrono::milliseconds;

constexpr long ns_in_ms = 1000000;
constexpr long ms_in_s = 1000;

/// Calls nothing that a signal may not interrupt.
void hang_up(int /*signal*/, siginfo_t* info, void* /*context*/)
{
    const auto error = errno;
    ::shutdown(info->si_value.sival_int, SHUT_RDWR); // NOLINT: the kernel's union
    errno = error;
}

} // namespace

SocketDeadline::SocketDeadline(int socket, milliseconds deadline)
{
    struct sigaction action {};
    action.sa_sigaction = hang_up; // NOLINT: the system's union
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGALRM;
    event.sigev_value.sival_int = socket; // NOLINT: as above
    const auto count = std::max<long>(deadline.count(), 1);
    const itimerspec when{.it_interval = {},
                          .it_value = {.tv_sec = count / ms_in_s, .tv_nsec = count % ms_in_s * ns_in_ms}};
    if (::sigaction(SIGALRM, &action, &before_) == 0) {
        running_ = ::timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0;
        if (!running_) {
            ::sigaction(SIGALRM, &before_, nullptr);
        }
    }
    if (!running_ || ::timer_settime(timer_, 0, &when, nullptr) != 0) {
        ::shutdown(socket, SHUT_RDWR); // without a deadline nothing is read
    }
}

SocketDeadline::~SocketDeadline()
{
    if (running_) {
        ::timer_delete(timer_);
        ::sigaction(SIGALRM, &before_, nullptr);
    }
}

milliseconds SocketDeadline::left() const
{
    itimerspec now{};
    if (!running_ || ::timer_gettime(timer_, &now) != 0) {
        return milliseconds(0);
    }
    return milliseconds(now.it_value.tv_sec * ms_in_s + now.it_value.tv_nsec / ns_in_ms);
}

} // namespace gpseal::agent
