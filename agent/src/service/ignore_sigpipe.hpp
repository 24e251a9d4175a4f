#pragma once

#include <signal.h>

namespace gpseal::agent {

/// While it lives, writing to somebody who does not read is an error code, not a signal.
class IgnoreSigpipe {
public:
    IgnoreSigpipe() { ::sigaction(SIGPIPE, &ignore_, &before_); }
    IgnoreSigpipe(const IgnoreSigpipe&) = delete;
    IgnoreSigpipe& operator=(const IgnoreSigpipe&) = delete;
    ~IgnoreSigpipe() { ::sigaction(SIGPIPE, &before_, nullptr); }

private:
    struct sigaction ignore_ = [] {
        struct sigaction action {};
        action.sa_handler = SIG_IGN; // NOLINT: a system macro
        return action;
    }();
    struct sigaction before_ {};
};

} // namespace gpseal::agent
