#include "service/socket_deadline.hpp"
#include "service/unique_fd.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>

using namespace gpseal::agent;
using namespace std::chrono_literals;

namespace {

/// It holds signals back until the call that they should end returns.
#if defined(__SANITIZE_THREAD__)
constexpr bool thread_sanitizer = true;
#elif defined(__has_feature)
constexpr bool thread_sanitizer = __has_feature(thread_sanitizer);
#else
constexpr bool thread_sanitizer = false;
#endif

} // namespace

TEST_CASE("socket deadline: a read that waits for ever ends, and the handling of the signal is put back" *
          doctest::skip(thread_sanitizer))
{
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    const UniqueFd ours(ends[0]);
    const UniqueFd theirs(ends[1]);
    {
        const SocketDeadline deadline(ours.get(), 30ms);
        char byte = 0;
        CHECK(::read(ours.get(), &byte, 1) == 0);
        CHECK(deadline.left() == 0ms);
    }
    struct sigaction now {};
    REQUIRE(::sigaction(SIGALRM, nullptr, &now) == 0);
    CHECK((now.sa_handler == SIG_DFL));
}

TEST_CASE("socket deadline: what comes in time is read, and the rest of the time is told")
{
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    const UniqueFd ours(ends[0]);
    const UniqueFd theirs(ends[1]);
    {
        const SocketDeadline deadline(ours.get(), 60s);
        REQUIRE(::write(theirs.get(), "x", 1) == 1);
        char byte = 0;
        CHECK(::read(ours.get(), &byte, 1) == 1);
        CHECK(deadline.left() > 1s);
    }
    CHECK(::write(theirs.get(), "x", 1) == 1); // it is over, and the socket still there
}
