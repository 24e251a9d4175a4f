#include "service/errno_error.hpp"
#include "service/ignore_sigpipe.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/agent/child_process.hpp>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace gpseal::agent {

namespace {

using Clock = std::chrono::steady_clock;

/// Root must not run what a user's PATH names.
constexpr const char* fixed_path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
constexpr std::array<std::string_view, 4> search_folders = {"/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"};
constexpr int start_failed = 127;

struct Pipe {
    UniqueFd read_end;
    UniqueFd write_end;
};

Result<Pipe> make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(errno_error("cannot make a pipe", {}));
    }
    return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

std::string find_program(const std::string& name)
{
    if (name.find('/') != std::string::npos) {
        return name;
    }
    for (const auto folder : search_folders) {
        auto path = std::string(folder) + name;
        if (::access(path.c_str(), X_OK) == 0) {
            return path;
        }
    }
    return {};
}

/// Everything the child needs, made before fork: between fork and exec only async-signal-safe calls are allowed.
struct Launch {
    std::string program;
    std::vector<char*> arguments;
    std::vector<char*> environment;
    std::optional<uid_t> run_as;
    pid_t parent = 0;
};

Launch prepare(const ChildCommand& command, std::string program)
{
    Launch launch{std::move(program), {}, {}, command.run_as, ::getpid()};
    for (const auto& argument : command.arguments) {
        launch.arguments.push_back(const_cast<char*>(argument.c_str())); // NOLINT: execve's signature
    }
    launch.arguments.push_back(nullptr);
    launch.environment = {const_cast<char*>(fixed_path), const_cast<char*>("LC_ALL=C")}; // NOLINT: execve's signature
    for (const auto& variable : command.environment) {
        launch.environment.push_back(const_cast<char*>(variable.c_str())); // NOLINT: execve's signature
    }
    launch.environment.push_back(nullptr);
    return launch;
}

[[noreturn]] void become(const Launch& launch, int in, int out, int err)
{
    ::setpgid(0, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    ::signal(SIGCHLD, SIG_DFL);
    if (::dup2(in, STDIN_FILENO) < 0 || ::dup2(out, STDOUT_FILENO) < 0 || ::dup2(err, STDERR_FILENO) < 0) {
        ::_exit(start_failed);
    }
    if (launch.run_as) {
        const auto id = *launch.run_as;
        // its standard input becomes its own, because some programs open /dev/stdin by name
        if (::fchown(STDIN_FILENO, id, id) != 0 || ::setgroups(0, nullptr) != 0 || ::setresgid(id, id, id) != 0 ||
            ::setresuid(id, id, id) != 0 || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
            ::_exit(start_failed);
        }
    }
    // after the change of user, which clears it; a parent that died before would never be noticed
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != launch.parent) {
        ::_exit(start_failed);
    }
    ::execve(launch.program.c_str(), launch.arguments.data(), launch.environment.data());
    ::_exit(start_failed);
}

/// One of the child's two outputs, being read.
struct Stream {
    UniqueFd fd;
    std::string* text;
};

/// Kills what still runs when the reader gives up; reaps in any case.
class Reaper {
public:
    explicit Reaper(pid_t pid) : pid_(pid) {}
    Reaper(const Reaper&) = delete;
    Reaper& operator=(const Reaper&) = delete;
    ~Reaper()
    {
        if (!reaped_) {
            ::kill(-pid_, SIGKILL);
            ::kill(pid_, SIGKILL);
            (void)wait();
        }
    }

    /// nullopt: it ended, but the kernel reaped it and threw its exit code away (SIGCHLD is ignored).
    std::optional<int> wait()
    {
        int status = 0;
        pid_t got = 0;
        do {
            got = ::waitpid(pid_, &status, 0);
        } while (got < 0 && errno == EINTR);
        reaped_ = true;
        if (got < 0) {
            return std::nullopt;
        }
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

    /// Whether it ended by itself before `end`.
    bool ended_by(Clock::time_point end)
    {
        siginfo_t info{};
        while (Clock::now() < end) {
            const auto waited = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT | WNOHANG);
            if (waited == 0 ? info.si_pid != 0 : errno == ECHILD) {
                return true;
            }
            ::usleep(1000);
        }
        return false;
    }

private:
    pid_t pid_;
    bool reaped_ = false;
};

/// Reads what is there; false at end of file.
Result<bool> drain(Stream& stream, std::size_t limit, const std::string& program)
{
    std::array<char, 16384> chunk{};
    const auto got = ::read(stream.fd.get(), chunk.data(), chunk.size());
    if (got < 0) {
        return errno == EINTR || errno == EAGAIN ? Result<bool>(true) : fail(errno_error("cannot read from", program));
    }
    if (stream.text->size() + static_cast<std::size_t>(got) > limit) {
        return fail(Errc::limit_exceeded, "printed more than " + std::to_string(limit) + " bytes", program);
    }
    stream.text->append(chunk.data(), static_cast<std::size_t>(got));
    return got > 0;
}

/// What the child had said already.
void drain_rest(Stream& stream, std::size_t limit, const std::string& program)
{
    pollfd wait{stream.fd.get(), POLLIN, 0};
    while (stream.fd && ::poll(&wait, 1, 0) > 0 && drain(stream, limit, program).value_or(false)) {
    }
}

/// Feeds the input; true when all of it is written, or the child does not want it.
bool feed(int fd, std::string_view& input)
{
    const auto written = ::write(fd, input.data(), input.size());
    if (written < 0) {
        return errno != EINTR && errno != EAGAIN;
    }
    input.remove_prefix(static_cast<std::size_t>(written));
    return input.empty();
}

Result<void> converse(UniqueFd in, std::array<Stream, 2>& outs, const ChildCommand& command, Clock::time_point end)
{
    const auto& program = command.arguments.front();
    std::string_view input = command.input;
    if (input.empty()) {
        in.reset();
    }
    const auto silence = command.silence.value_or(command.deadline);
    auto quiet_end = Clock::now() + silence;
    while (outs[0].fd || outs[1].fd) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::min(end, quiet_end) - Clock::now()).count();
        if (left <= 0) {
            return fail(Errc::timeout,
                        end <= quiet_end ? "did not end within " + std::to_string(command.deadline.count()) + " ms"
                                         : "said nothing for " + std::to_string(silence.count()) + " ms",
                        program);
        }
        std::array<pollfd, 3> waits = {pollfd{in.get(), POLLOUT, 0}, pollfd{outs[0].fd.get(), POLLIN, 0},
                                       pollfd{outs[1].fd.get(), POLLIN, 0}};
        if (::poll(waits.data(), waits.size(), static_cast<int>(std::min<long long>(left, 1000))) < 0 &&
            errno != EINTR) {
            return fail(errno_error("cannot wait for", program));
        }
        if (waits[0].revents != 0 && feed(in.get(), input)) {
            in.reset();
        }
        for (std::size_t i = 0; i < outs.size(); ++i) {
            if (!outs[i].fd || waits[i + 1].revents == 0) {
                continue;
            }
            quiet_end = Clock::now() + silence;
            const auto more = drain(outs[i], command.output_limit, program);
            if (!more) {
                drain_rest(outs[1], command.output_limit, program);
                return fail(more.error());
            }
            if (!*more) {
                outs[i].fd.reset();
            }
        }
    }
    return {};
}

} // namespace

Result<ChildResult> run_child(const ChildCommand& command)
{
    const auto& name = command.arguments.front();
    auto program = find_program(name);
    if (program.empty() || ::access(program.c_str(), X_OK) != 0) {
        return fail(Errc::not_found, "is not installed", name);
    }
    auto in = make_pipe();
    auto out = make_pipe();
    auto err = make_pipe();
    if (!in || !out || !err) {
        return fail(!in ? in.error() : !out ? out.error() : err.error());
    }
    const auto end = Clock::now() + command.deadline;
    const auto launch = prepare(command, std::move(program));
    const IgnoreSigpipe guard;
    const auto pid = ::fork();
    if (pid < 0) {
        return fail(errno_error("cannot start", name));
    }
    if (pid == 0) {
        become(launch, in->read_end.get(), out->write_end.get(), err->write_end.get());
    }
    ::setpgid(pid, pid);
    Reaper reaper(pid);
    in->read_end.reset();
    out->write_end.reset();
    err->write_end.reset();
    ::fcntl(in->write_end.get(), F_SETFL, O_NONBLOCK);

    ChildResult result;
    std::array<Stream, 2> outs = {Stream{std::move(out->read_end), &result.output},
                                  Stream{std::move(err->read_end), &result.error}};
    if (auto talked = converse(std::move(in->write_end), outs, command, end); !talked) {
        if (command.cut && talked.error().code == Errc::limit_exceeded) {
            *command.cut = std::move(result);
        }
        return fail(talked.error());
    }
    if (!reaper.ended_by(end)) {
        return fail(Errc::timeout, "closed its output but did not end", name);
    }
    const auto exit_code = reaper.wait();
    if (!exit_code) {
        return fail(Errc::io, "ended, but its exit code was lost", name);
    }
    result.exit_code = *exit_code;
    if (result.exit_code == start_failed && result.output.empty() && result.error.empty()) {
        return fail(Errc::io, "could not be started", name);
    }
    return result;
}

} // namespace gpseal::agent
