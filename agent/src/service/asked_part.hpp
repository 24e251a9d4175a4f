#pragma once

#include "service/asked_record.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace gpseal::agent {

/// What a part said, and the open file that came with it.
template <typename T> struct PartAnswer {
    T said;
    UniqueFd fd;
};

/// A part of the service that systemd starts for whoever connects. One that let us wait in vain is not asked again: a
/// run waits for it once. Several threads may ask at once.
class AskedPart {
public:
    /// More than `answer_max` bytes are no answer.
    AskedPart(std::filesystem::path socket, std::string name, std::size_t answer_max)
        : socket_(std::move(socket)), name_(std::move(name)), answer_max_(answer_max)
    {
    }

    /// The T in what `decode` makes of its answer. Errc::malformed: there is none.
    template <typename T, typename Decode>
    [[nodiscard]] Result<PartAnswer<T>> ask_for(const Message& question, std::chrono::seconds wait, Decode decode)
    {
        auto message = ask(question, wait);
        if (!message) {
            return fail(message.error());
        }
        auto answer = decode(message->record);
        if (!answer) {
            return fail(answer.error().code, answer.error().message, "what " + name_ + " said");
        }
        auto* const wanted = std::get_if<T>(&*answer);
        if (wanted == nullptr) {
            return fail(Errc::malformed, "answers another question", name_);
        }
        return PartAnswer<T>{std::move(*wanted), std::move(message->fd)};
    }

private:
    Result<Message> ask(const Message& question, std::chrono::seconds wait);

    std::filesystem::path socket_;
    std::string name_;
    std::size_t answer_max_;
    std::mutex mutex_;
    std::optional<Error> silent_; ///< it did not answer in time
};

} // namespace gpseal::agent
