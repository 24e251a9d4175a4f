// gpseal-probe: does what needs the network to prove a mandate. One question on standard input, one answer on standard
// output (README.md, "The probe's records"). It changes nothing and judges nothing; what it says can make nothing pass
// that the machine's settings and the guard do not.
#include "probe/canary.hpp"
#include "probe/controller_answers.hpp"
#include "probe/probe_record.hpp"
#include "service/confinement.hpp"
#include "service_arguments.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <exception>
#include <iostream>

namespace {

using namespace gpseal;

/// What stands on standard input, one byte more than may.
std::string read_input()
{
    std::string text(agent::probe_question_max + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto got = ::read(STDIN_FILENO, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
}

agent::ProbeAnswer answer(const agent::AskCanary& /*question*/)
{
    return agent::run_canary();
}

agent::ProbeAnswer answer(const agent::AskSession& question)
{
    return agent::trace_session(question.target, question.method, question.credentials, {});
}

agent::ProbeAnswer answer(const agent::AskControllers& question)
{
    return agent::ask_controllers(question.hosts);
}

int probe()
{
    // a password comes into this memory; and the right to watch the wire is not for the clients
    if (::prctl(PR_SET_DUMPABLE, 0) != 0 || ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) {
        return app::fail_service("gpseal-probe", {Errc::io, "cannot give up rights", {}});
    }
    if (auto confined = agent::confine({"/dev"}); !confined) {
        return app::fail_service("gpseal-probe", confined.error());
    }
    const auto question = agent::decode_probe_question(read_input());
    if (!question) {
        return app::fail_service("gpseal-probe", question.error());
    }
    const auto record =
        agent::encode_probe_answer(std::visit([](const auto& each) { return answer(each); }, *question));
    if (!record) {
        return app::fail_service("gpseal-probe", record.error());
    }
    std::cout << *record << std::flush;
    return std::cout ? 0 : 1;
}

} // namespace

int main()
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGCHLD, SIG_DFL);
    try {
        return probe();
    } catch (const std::exception& error) {
        return app::fail_service("gpseal-probe", {Errc::internal, error.what(), {}});
    }
}
