// gpseal-look: sees what others may not: processes and homes of all users, and packets. One question on standard input,
// one answer on standard output (README.md, "The look's records"). It changes nothing, judges nothing and opens no
// connection.
#include "probe/look_record.hpp"
#include "probe/override_scan.hpp"
#include "probe/wire_observer.hpp"
#include "service/asked_record.hpp"
#include "service/confinement.hpp"
#include "service_arguments.hpp"

#include <unistd.h>

#include <utility>

namespace {

using namespace gpseal;

struct Answer {
    agent::LookAnswer words;
    agent::UniqueFd fd = agent::UniqueFd();
};

Answer answer(const agent::AskOverrides& /*question*/)
{
    return {agent::overrides_of_users(agent::RootedPaths())};
}

Answer answer(const agent::AskPackets& question)
{
    auto packets = agent::open_packets(question.port);
    return packets ? Answer{agent::PacketsOpened{}, *std::move(packets)}
                   : Answer{agent::PacketsOpened{packets.error()}};
}

int look()
{
    if (auto confined = agent::confine_calls(); !confined) {
        return app::fail_service("gpseal-look", confined.error());
    }
    const auto asked = agent::take_message(STDIN_FILENO, agent::look_question_max);
    const auto question = asked ? agent::decode_look_question(asked->record) : fail(asked.error());
    if (!question) {
        return app::fail_service("gpseal-look", question.error());
    }
    auto said = std::visit([](const auto& each) { return answer(each); }, *question);
    auto record = agent::encode_look_answer(said.words);
    if (!record) {
        return app::fail_service("gpseal-look", record.error());
    }
    return agent::give_message(STDOUT_FILENO, {*std::move(record), std::move(said.fd)}) ? 0 : 1;
}

} // namespace

int main()
{
    return app::run_part("gpseal-look", look);
}
