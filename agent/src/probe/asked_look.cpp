#include "probe/asked_look.hpp"

#include "probe/look_record.hpp"
#include "probe/wire_observer.hpp"
#include "service/asked_record.hpp"

#include <utility>

namespace gpseal::agent {

namespace {

/// Homes may keep it waiting for 5 s and the user database for 3 s; and its start.
constexpr std::chrono::seconds patience{15};

struct Answered {
    LookAnswer answer;
    UniqueFd fd;
};

Result<Answered> ask(const std::filesystem::path& socket, const LookQuestion& question)
{
    auto message = ask_at(socket, {encode_look_question(question)}, {patience, look_answer_max});
    if (!message) {
        return fail(message.error());
    }
    if (message->record.empty()) {
        return fail(Errc::io, "ended without an answer", "gpseal-look");
    }
    auto answer = decode_look_answer(message->record);
    if (!answer) {
        return fail(answer.error().code, answer.error().message, "what gpseal-look said");
    }
    if (answer->index() != question.index()) {
        return fail(Errc::malformed, "answers another question", "gpseal-look");
    }
    return Answered{*std::move(answer), std::move(message->fd)};
}

} // namespace

std::vector<Override> ask_for_overrides(const std::filesystem::path& socket)
{
    auto answered = ask(socket, AskOverrides{});
    if (answered) {
        return std::get<std::vector<Override>>(std::move(answered->answer));
    }
    return {{.code = "users_not_seen",
             .where = "processes and home folders",
             .what = "they could not be looked through: " + describe(answered.error()),
             .fix = "see what systemctl status gpseal-look.socket says, then gpseal verify",
             .effect = OverrideEffect::note}};
}

Result<UniqueFd> ask_for_packets(const std::filesystem::path& socket, std::uint16_t port)
{
    auto answered = ask(socket, AskPackets{port});
    if (!answered) {
        return fail(answered.error());
    }
    if (const auto& opened = std::get<PacketsOpened>(answered->answer); opened.error) {
        return fail(*opened.error);
    }
    if (!answered->fd) {
        return fail(Errc::malformed, "sent no socket", "gpseal-look");
    }
    make_room_for_packets(answered->fd.get());
    return std::move(answered->fd);
}

} // namespace gpseal::agent
