#pragma once

#include <signal.h> // NOLINT(modernize-deprecated-headers): pthread_sigmask() is POSIX's
#include <time.h>   // NOLINT(modernize-deprecated-headers): the same

namespace gpseal::agent {

/// While it lives, writing to somebody who does not read is an error code in this thread, not a signal. Other threads
/// are not touched: several may do this at once.
class IgnoreSigpipe {
public:
    IgnoreSigpipe()
    {
        ::sigemptyset(&pipe_);
        ::sigaddset(&pipe_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    IgnoreSigpipe(const IgnoreSigpipe&) = delete;
    IgnoreSigpipe& operator=(const IgnoreSigpipe&) = delete;
    ~IgnoreSigpipe()
    {
        if (::sigismember(&before_, SIGPIPE) == 0) {
            const timespec at_once{};
            while (::sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) { // else it came when it is let through
            }
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

private:
    sigset_t pipe_{};
    sigset_t before_{};
};

} // namespace gpseal::agent
