#include "probe/asked_probe.hpp"

#include "service/errno_error.hpp"
#include "service/unix_socket.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace gpseal::agent {

namespace {

using Clock = std::chrono::steady_clock;

/// What it takes of its own accord (3 s, and 25 s with a resolver that answers), and its start.
constexpr std::chrono::seconds canary_patience{10};
constexpr std::chrono::seconds patience{30};

/// All that comes, at most one byte more than may.
Result<std::string> read_answer(int fd, Clock::time_point end, const std::filesystem::path& socket)
{
    std::string answer;
    std::array<char, 4096> chunk{};
    while (answer.size() <= probe_answer_max) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
        pollfd wait{fd, POLLIN, 0};
        const auto ready = left.count() > 0 ? ::poll(&wait, 1, static_cast<int>(left.count())) : 0;
        if (ready == 0) {
            return fail(Errc::timeout, "did not answer in time", socket);
        }
        const auto got = ready < 0 ? -1 : ::recv(fd, chunk.data(), chunk.size(), MSG_DONTWAIT);
        if (got == 0) {
            return answer;
        }
        if (got < 0 && errno != EINTR && errno != EAGAIN) {
            return fail(errno_error("cannot read from", socket));
        }
        answer.append(chunk.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return answer;
}

Result<ProbeAnswer> ask(const std::filesystem::path& socket, const ProbeQuestion& question, std::chrono::seconds wait)
{
    const auto end = Clock::now() + wait;
    const auto record = encode_probe_question(question);
    if (!record) {
        return fail(record.error());
    }
    const auto fd = connect_to_socket(socket);
    if (!fd) {
        return fail(fd.error());
    }
    // it fits into the socket: nobody has to be waited for
    if (::send(fd->get(), record->data(), record->size(), MSG_NOSIGNAL | MSG_DONTWAIT) !=
            static_cast<ssize_t>(record->size()) ||
        ::shutdown(fd->get(), SHUT_WR) != 0) {
        return fail(errno_error("cannot ask", socket));
    }
    const auto answer = read_answer(fd->get(), end, socket);
    if (!answer) {
        return fail(answer.error());
    }
    if (answer->empty()) {
        return fail(Errc::io, "ended without an answer", "gpseal-probe");
    }
    auto decoded = decode_probe_answer(*answer);
    return decoded ? decoded : fail(decoded.error().code, decoded.error().message, "what gpseal-probe said");
}

} // namespace

/// The answer to a question of this kind, and no other.
template <typename T> Result<T> AskedProbe::ask_for(const ProbeQuestion& question, std::chrono::seconds wait)
{
    if (silent_) {
        return fail(*silent_);
    }
    auto answer = ask(socket_, question, wait);
    if (!answer) {
        if (answer.error().code == Errc::timeout) {
            silent_ = answer.error();
        }
        return fail(answer.error());
    }
    auto* wanted = std::get_if<T>(&*answer);
    return wanted != nullptr ? Result<T>(std::move(*wanted))
                             : fail(Errc::malformed, "answers another question", "gpseal-probe");
}

CanaryResult AskedProbe::canary()
{
    auto canary = ask_for<CanaryResult>(AskCanary{}, canary_patience);
    if (!canary) {
        canary = CanaryResult{.refused = std::nullopt, .detail = describe(canary.error())};
    }
    canary->at = std::chrono::system_clock::now();
    return *std::move(canary);
}

EffectiveState AskedProbe::connect(const ProbeTarget& target, ProbeMethod method, const Credentials& credentials)
{
    return test_session(target, method, guard_, [&] {
        auto trace = ask_for<SessionTrace>(AskSession{target, method, credentials}, patience);
        return trace ? *std::move(trace)
                     : SessionTrace{.evidence = {.client = fail(trace.error()), .wire = fail(trace.error())}};
    });
}

std::vector<ControllerAnswer> AskedProbe::ask_controllers(const std::vector<std::string>& hosts)
{
    auto answers = ask_for<std::vector<ControllerAnswer>>(AskControllers{hosts}, patience);
    const auto same = [](const ControllerAnswer& answer, const std::string& host) { return answer.host == host; };
    if (answers && std::equal(answers->begin(), answers->end(), hosts.begin(), hosts.end(), same)) {
        return *std::move(answers);
    }
    const auto why = answers ? std::string("gpseal-probe answers for other hosts") : describe(answers.error());
    std::vector<ControllerAnswer> unknown;
    std::transform(hosts.begin(), hosts.end(), std::back_inserter(unknown), [&](const std::string& host) {
        return ControllerAnswer{.host = host, .policy_source = true, .encrypts = std::nullopt, .reason = why};
    });
    return unknown;
}

} // namespace gpseal::agent
