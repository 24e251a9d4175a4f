#include "service/bounded_task.hpp"

#include "service/errno_error.hpp"
#include "service/unique_fd.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace gpseal::agent {

namespace {

using Clock = std::chrono::steady_clock;

/// The last byte of a whole answer: a task that died in the middle must not look like a short one.
constexpr char whole = '\n';

/// Ends and reaps a copy of this process.
class Copy {
public:
    explicit Copy(pid_t pid) : pid_(pid) {}
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;
    ~Copy()
    {
        ::kill(pid_, SIGKILL); // one that has answered has nothing left to do
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }

private:
    pid_t pid_;
};

bool write_all(int fd, std::string_view text)
{
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    return true;
}

[[noreturn]] void work(const std::function<std::string()>& task, int out, pid_t parent)
{
    ::signal(SIGPIPE, SIG_IGN); // a server that hangs up is an error code
    try {
        if (::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == parent) {
            write_all(out, task() + whole);
        }
    } catch (...) { // never further up: there this copy would tidy away what is the parent's
        ::_exit(1);
    }
    ::_exit(0);
}

Result<std::string> receive(int fd, const TaskBounds& bounds, Clock::time_point end)
{
    std::string text;
    std::array<char, 65536> chunk{};
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd wait{fd, POLLIN, 0};
        const auto ready = left > 0 ? ::poll(&wait, 1, static_cast<int>(left)) : 0;
        if (ready == 0) {
            return fail(Errc::timeout, "no answer within " + std::to_string(bounds.deadline.count() / 1000) + " s");
        }
        const auto got = ready > 0 ? ::read(fd, chunk.data(), chunk.size()) : -1;
        if (got < 0 && errno != EINTR) {
            return fail(errno_error("cannot read from a process of our own", {}));
        }
        if (got == 0) {
            return text;
        }
        if (got > 0) {
            text.append(chunk.data(), static_cast<std::size_t>(got));
        }
        if (text.size() > bounds.output_limit) {
            return fail(Errc::limit_exceeded,
                        "the answer is larger than " + std::to_string(bounds.output_limit) + " bytes");
        }
    }
}

} // namespace

Result<std::string> run_bounded(const std::function<std::string()>& task, const TaskBounds& bounds)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(errno_error("cannot make a pipe", {}));
    }
    const UniqueFd read_end(ends[0]);
    UniqueFd write_end(ends[1]);
    const auto end = Clock::now() + bounds.deadline;
    const auto parent = ::getpid();
    const auto pid = ::fork();
    if (pid < 0) {
        return fail(errno_error("cannot start a process", {}));
    }
    if (pid == 0) {
        work(task, write_end.get(), parent);
    }
    const Copy copy(pid);
    write_end.reset();
    auto text = receive(read_end.get(), bounds, end);
    if (!text) {
        return text;
    }
    if (!text->ends_with(whole)) {
        return fail(Errc::internal, "a process of our own died");
    }
    text->pop_back();
    return text;
}

} // namespace gpseal::agent
