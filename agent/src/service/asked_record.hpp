#pragma once

#include "service/unique_fd.hpp"

#include <gpseal/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

namespace gpseal::agent {

/// What parts of the service say to each other over a socket: a record, and sometimes an open file that goes with it.
struct Message {
    std::string record;
    UniqueFd fd = UniqueFd();
};

struct AskLimits {
    std::chrono::seconds wait;
    std::size_t answer_max; ///< bytes; of a longer answer one byte more is taken, so that it is seen to be too long
};

/// Asks who listens at `socket`, closes our half, and takes all that comes until theirs is closed. Errc::timeout: that
/// did not happen in time. Errc::not_found: nobody listens. An empty record: it ended without a word.
[[nodiscard]] Result<Message> ask_at(const std::filesystem::path& socket, const Message& question, AskLimits limits);

/// The other side of it: all that comes on `fd`, which may be a pipe or a file, too, until its end or one byte more
/// than `max`, so that whoever decodes it sees that it is too long. What fails is an error and never a shorter record:
/// an empty one may mean something of its own.
[[nodiscard]] Result<Message> take_message(int fd, std::size_t max);
/// False: the asker is gone, or `fd` cannot carry an open file.
[[nodiscard]] bool give_message(int fd, const Message& message);

} // namespace gpseal::agent
