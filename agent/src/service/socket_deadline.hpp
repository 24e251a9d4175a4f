#pragma once

#include <signal.h>
#include <time.h>

#include <chrono>

namespace gpseal::agent {

/// While it lives, a socket is shut down when the time is up: for libraries that read from it as long as the other
/// side likes. A read that waits then ends as if the other side had hung up. Uses SIGALRM and puts its handling back;
/// one at a time in a process.
class SocketDeadline {
public:
    SocketDeadline(int socket, std::chrono::milliseconds deadline);
    SocketDeadline(const SocketDeadline&) = delete;
    SocketDeadline& operator=(const SocketDeadline&) = delete;
    ~SocketDeadline();

    /// What was not used of the deadline; 0: it struck, or it could not be set, and the socket is shut down.
    [[nodiscard]] std::chrono::milliseconds left() const;

private:
    timer_t timer_{};
    struct sigaction before_ {};
    bool running_ = false;
};

} // namespace gpseal::agent
