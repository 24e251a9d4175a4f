// gpseal-probe: does what needs the network, or no rights at all, to prove a mandate. One question on standard input,
// one answer on standard output (README.md, "The probe's records"). It changes nothing and judges nothing; what it says
// can make nothing pass that the machine's settings and the guard do not.
#include "probe/canary.hpp"
#include "probe/controller_answers.hpp"
#include "probe/probe_record.hpp"
#include "service/asked_record.hpp"
#include "service/confinement.hpp"
#include "service_arguments.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <utility>

namespace {

using namespace gpseal;

agent::ProbeAnswer answer(const agent::AskCanary& /*question*/, agent::UniqueFd /*packets*/)
{
    return agent::run_canary();
}

agent::ProbeAnswer answer(const agent::AskSession& question, agent::UniqueFd packets)
{
    return agent::trace_session(question.target, question.method, question.credentials, {}, std::move(packets));
}

agent::ProbeAnswer answer(const agent::AskControllers& question, agent::UniqueFd /*packets*/)
{
    return agent::ask_controllers(question.hosts);
}

agent::ProbeAnswer answer(const agent::AskSettings& question, agent::UniqueFd /*packets*/)
{
    return agent::SettingsOfUser{.uid = ::geteuid(),
                                 .settings = agent::read_samba_settings(question.smb_conf, std::nullopt)};
}

int probe()
{
    if (::prctl(PR_SET_DUMPABLE, 0) != 0) { // a password comes into this memory
        return app::fail_service("gpseal-probe", {Errc::io, "cannot give up rights", {}});
    }
    if (auto confined = agent::confine({"/dev"}); !confined) {
        return app::fail_service("gpseal-probe", confined.error());
    }
    auto asked = agent::take_message(STDIN_FILENO, agent::probe_question_max);
    const auto question = asked ? agent::decode_probe_question(asked->record) : fail(asked.error());
    if (!question) {
        return app::fail_service("gpseal-probe", question.error());
    }
    auto record = agent::encode_probe_answer(
        std::visit([&](const auto& each) { return answer(each, std::move(asked->fd)); }, *question));
    if (!record) {
        return app::fail_service("gpseal-probe", record.error());
    }
    return agent::give_message(STDOUT_FILENO, {*std::move(record)}) ? 0 : 1;
}

} // namespace

int main()
{
    return app::run_part("gpseal-probe", probe);
}
