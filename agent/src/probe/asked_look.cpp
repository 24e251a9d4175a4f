#include "probe/asked_look.hpp"

#include "probe/wire_observer.hpp"
#include "service/asked_record.hpp"

#include <utility>

namespace gpseal::agent {

namespace {

/// Homes may keep it waiting for 5 s and the user database for 3 s; and its start.
constexpr std::chrono::seconds patience{15};

} // namespace

struct LookReply {
    LookAnswer answer;
    UniqueFd fd;
};

Result<LookReply> AskedLook::ask(const LookQuestion& question)
{
    if (silent_) {
        return fail(*silent_);
    }
    auto message = ask_at(socket_, {encode_look_question(question)}, {patience, look_answer_max});
    if (!message) {
        if (message.error().code == Errc::timeout) {
            silent_ = message.error();
        }
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
    return LookReply{*std::move(answer), std::move(message->fd)};
}

std::vector<Override> AskedLook::overrides()
{
    auto answered = ask(AskOverrides{});
    if (answered) {
        return std::get<std::vector<Override>>(std::move(answered->answer));
    }
    return {{.code = "users_not_seen",
             .where = "processes and home folders",
             .what = "they could not be looked through: " + describe(answered.error()),
             .fix = "see what systemctl status gpseal-look.socket says, then gpseal verify",
             .effect = OverrideEffect::note}};
}

Result<UniqueFd> AskedLook::packets(std::uint16_t port)
{
    auto answered = ask(AskPackets{port});
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
