#include "daemon/service_client.hpp"

#include "report/json_value.hpp"
#include "service/errno_error.hpp"
#include "service/run_lock.hpp"
#include "service/unix_socket.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <thread>

namespace gpseal::agent {

namespace {

constexpr std::size_t longest_answer = 65536;
constexpr std::chrono::seconds patience_for_status{2};
constexpr int more_tries = 5;
constexpr std::chrono::milliseconds pause_before_try{200};

} // namespace

bool service_runs(const RootedPaths& paths)
{
    const auto lock = RunLock::acquire(paths, std::chrono::milliseconds(0), service_lock);
    return !lock && lock.error().code == Errc::busy;
}

namespace {

Result<std::string> ask_once(const RootedPaths& paths, std::string_view line, std::chrono::seconds deadline)
{
    const auto path = paths.run() / "gpseald.sock";
    const auto fd = connect_to_socket(path);
    if (!fd) {
        return fail(fd.error());
    }
    const auto question = std::string(line) + "\n";
    if (::send(fd->get(), question.data(), question.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(question.size())) {
        return fail(errno_error("cannot ask", path));
    }
    std::string answer;
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (answer.size() < longest_answer) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd wait{fd->get(), POLLIN, 0};
        const auto ready = left.count() > 0 ? ::poll(&wait, 1, static_cast<int>(left.count())) : 0;
        if (ready == 0) {
            return fail(Errc::timeout, "did not answer in time", path);
        }
        std::array<char, 4096> chunk{};
        const auto got = ready > 0 ? ::recv(fd->get(), chunk.data(), chunk.size(), 0) : -1;
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        answer.append(chunk.data(), static_cast<std::size_t>(got));
    }
    if (!answer.ends_with('\n')) {
        return fail(Errc::io, "went away before it had answered", path);
    }
    answer.pop_back();
    return answer == "busy"
               ? Result<std::string>(fail(Errc::busy, "has no time for one more who asks; try again", path))
               : answer;
}

} // namespace

Result<std::string> ask_service(const RootedPaths& paths, std::string_view line, std::chrono::seconds deadline)
{
    auto said = ask_once(paths, line, deadline);
    for (int again = 0; !said && said.error().code == Errc::busy && again < more_tries; ++again) {
        std::this_thread::sleep_for(pause_before_try);
        said = ask_once(paths, line, deadline);
    }
    return said;
}

std::optional<ServiceStatus> service_status(const RootedPaths& paths)
{
    auto said = ask_status(paths);
    return said ? std::optional(*std::move(said)) : std::nullopt;
}

Result<ServiceStatus> ask_status(const RootedPaths& paths)
{
    auto said = ask_service(paths, "status", patience_for_status);
    const auto object = said ? json::parse(*said, "gpseald") : fail(said.error());
    if (!object) {
        return fail(object.error());
    }
    try {
        const auto seconds = [&](const char* name) {
            return std::chrono::seconds((*object)->getValue<std::int64_t>(name));
        };
        return ServiceStatus{.doing = json::string_at(*object, "doing"),
                             .mandate = json::string_at(*object, "mandate"),
                             .verdict = json::string_at(*object, "verdict"),
                             .health = json::string_at(*object, "health"),
                             .last_run = json::string_at(*object, "last_run"),
                             .last_seq = (*object)->optValue<std::uint64_t>("last_seq", 0),
                             .exit_code = (*object)->getValue<int>("exit_code"),
                             .next_look = seconds("next_look_s"),
                             .next_proof = seconds("next_proof_s"),
                             .json = *std::move(said)};
    } catch (const Poco::Exception& error) {
        return fail(Errc::malformed, error.displayText(), "gpseald");
    }
}

} // namespace gpseal::agent
