#include "service/asked_part.hpp"

namespace gpseal::agent {

Result<Message> AskedPart::ask(const Message& question, std::chrono::seconds wait)
{
    {
        const std::lock_guard lock(mutex_);
        if (silent_) {
            return fail(*silent_);
        }
    }
    auto answer = ask_at(socket_, question, {wait, answer_max_});
    if (!answer && answer.error().code == Errc::timeout) {
        const std::lock_guard lock(mutex_);
        silent_ = answer.error();
    }
    if (answer && answer->record.empty()) {
        return fail(Errc::io, "ended without an answer", name_);
    }
    return answer;
}

} // namespace gpseal::agent
