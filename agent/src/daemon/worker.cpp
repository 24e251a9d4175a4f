#include "daemon/worker.hpp"

#include "service/errno_error.hpp"
#include "service/unix_socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace gpseal::agent {

namespace {

constexpr const char* fixed_path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
constexpr int start_failed = 127;
constexpr std::size_t input_max = 4096; // what a pipe takes at once

[[noreturn]] void become(const std::vector<char*>& arguments, int in, int out, pid_t parent)
{
    ::setpgid(0, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (::dup2(in, STDIN_FILENO) < 0 || ::dup2(out, STDOUT_FILENO) < 0 || ::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
        ::getppid() != parent) {
        ::_exit(start_failed);
    }
    std::array<char*, 3> environment = {const_cast<char*>(fixed_path), const_cast<char*>("LC_ALL=C"),
                                        nullptr}; // NOLINT
    ::execve(arguments.front(), arguments.data(), environment.data());
    ::_exit(start_failed);
}

} // namespace

Worker::Worker(Worker&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), output_fd_(std::move(other.output_fd_)), end_fd_(std::move(other.end_fd_)),
      deadline_(other.deadline_), output_(std::move(other.output_)), whole_(other.whole_)
{
}

Worker& Worker::operator=(Worker&& other) noexcept
{
    std::swap(pid_, other.pid_);
    std::swap(output_fd_, other.output_fd_);
    std::swap(end_fd_, other.end_fd_);
    std::swap(deadline_, other.deadline_);
    std::swap(output_, other.output_);
    std::swap(whole_, other.whole_);
    return *this;
}

Worker::~Worker()
{
    if (pid_ > 0) {
        (void)finish();
    }
}

void Worker::kill()
{
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
}

Result<Worker> Worker::start(const Call& call)
{
    const auto& program = call.arguments.front();
    if (call.input.size() > input_max) {
        return fail(Errc::internal, "is given too much", program);
    }
    if (::access(program.c_str(), X_OK) != 0) {
        return fail(errno_error("cannot be started", program));
    }
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0) {
        return fail(errno_error("cannot make a pipe", {}));
    }
    const UniqueFd in_read(in[0]);
    UniqueFd in_write(in[1]);
    if (::pipe2(out.data(), O_CLOEXEC) != 0) {
        return fail(errno_error("cannot make a pipe", {}));
    }
    Worker worker;
    worker.output_fd_ = UniqueFd(out[0]);
    const UniqueFd out_write(out[1]);
    if (::write(in_write.get(), call.input.data(), call.input.size()) != static_cast<ssize_t>(call.input.size())) {
        return fail(errno_error("cannot write to a pipe", {}));
    }
    std::vector<char*> arguments;
    for (const auto& argument : call.arguments) {
        arguments.push_back(const_cast<char*>(argument.c_str())); // NOLINT: execve's signature
    }
    arguments.push_back(nullptr);
    const auto parent = ::getpid();
    worker.pid_ = ::fork();
    if (worker.pid_ < 0) {
        return fail(errno_error("cannot start", program));
    }
    if (worker.pid_ == 0) {
        become(arguments, in_read.get(), out_write.get(), parent);
    }
    ::setpgid(worker.pid_, worker.pid_);
    worker.deadline_ = BootClock::now() + call.deadline;
    worker.end_fd_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, worker.pid_, 0)));
    if (!worker.end_fd_) {
        return fail(errno_error("cannot watch", program)); // the destructor ends it
    }
    ::fcntl(worker.output_fd_.get(), F_SETFL, O_NONBLOCK);
    return worker;
}

Result<Worker> Worker::connect(const std::filesystem::path& socket, const Call& call)
{
    auto fd = connect_to_socket(socket);
    if (!fd) {
        return fail(fd.error());
    }
    if (::send(fd->get(), call.input.data(), call.input.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(call.input.size()) ||
        ::shutdown(fd->get(), SHUT_WR) != 0) {
        return fail(errno_error("cannot write to", socket));
    }
    Worker worker;
    worker.output_fd_ = *std::move(fd);
    worker.deadline_ = BootClock::now() + call.deadline;
    ::fcntl(worker.output_fd_.get(), F_SETFL, O_NONBLOCK);
    return worker;
}

bool Worker::ended() const
{
    if (pid_ < 0) {
        return !output_fd_;
    }
    pollfd wait{end_fd_.get(), POLLIN, 0};
    return ::poll(&wait, 1, 0) > 0;
}

void Worker::take()
{
    std::array<char, output_max> chunk{};
    while (output_fd_) {
        const auto got = ::read(output_fd_.get(), chunk.data(), chunk.size());
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
            output_fd_.reset();
        } else if (got < 0 && errno == EAGAIN) {
            return;
        } else if (got > 0) {
            whole_ = whole_ && output_.size() + static_cast<std::size_t>(got) <= output_max;
            if (whole_) {
                output_.append(chunk.data(), static_cast<std::size_t>(got));
            }
        }
    }
}

Worker::End Worker::finish()
{
    if (pid_ < 0) {
        take();
        const bool late = static_cast<bool>(output_fd_);
        output_fd_.reset();
        return {late ? 137 : 0, std::move(output_), whole_};
    }
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT | WNOHANG) != 0 || info.si_pid == 0) {
        kill();
    }
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    ::kill(-pid_, SIGKILL); // nothing that it started goes on without it
    pid_ = -1;
    take();
    return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), std::move(output_), whole_};
}

} // namespace gpseal::agent
