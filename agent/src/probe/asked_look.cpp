#include "probe/asked_look.hpp"

#include "probe/wire_observer.hpp"

#include <utility>

namespace gpseal::agent {

namespace {

/// Homes may keep it waiting for 5 s and the user database for 3 s; and its start.
constexpr std::chrono::seconds patience{15};

} // namespace

template <typename T> Result<PartAnswer<T>> AskedLook::ask_for(const LookQuestion& question)
{
    auto record = encode_look_question(question);
    if (!record) {
        return fail(record.error());
    }
    return part_.ask_for<T>({*std::move(record)}, patience, decode_look_answer);
}

std::vector<Override> AskedLook::overrides()
{
    auto answered = ask_for<std::vector<Override>>(AskOverrides{});
    if (answered) {
        return std::move(answered->said);
    }
    return {{.code = "users_not_seen",
             .where = "processes and home folders",
             .what = "they could not be looked through: " + describe(answered.error()),
             .fix = "see what systemctl status gpseal-look.socket says, then gpseal verify",
             .effect = OverrideEffect::note}};
}

Result<UniqueFd> AskedLook::packets(std::uint16_t port)
{
    auto answered = ask_for<PacketsOpened>(AskPackets{port});
    if (!answered) {
        return fail(answered.error());
    }
    if (answered->said.error) {
        return fail(*answered->said.error);
    }
    if (!answered->fd) {
        return fail(Errc::malformed, "sent no socket", "gpseal-look");
    }
    make_room_for_packets(answered->fd.get());
    return std::move(answered->fd);
}

} // namespace gpseal::agent
