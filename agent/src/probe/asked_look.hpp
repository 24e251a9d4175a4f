#pragma once

#include "probe/look_record.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/agent/override.hpp>
#include <gpseal/base/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

namespace gpseal::agent {

struct LookReply;

/// Lets gpseal-look, whom systemd starts for whoever connects, see what only it may (README.md, "The look's records").
/// One that let us wait in vain is not asked again: a run waits for it once.
class AskedLook {
public:
    explicit AskedLook(std::filesystem::path socket) : socket_(std::move(socket)) {}

    /// overrides_of_users(). No answer that counts is a row that says so.
    [[nodiscard]] std::vector<Override> overrides();
    /// open_packets()
    [[nodiscard]] Result<UniqueFd> packets(std::uint16_t port);

private:
    Result<LookReply> ask(const LookQuestion& question);

    std::filesystem::path socket_;
    std::optional<Error> silent_; ///< it did not answer in time
};

} // namespace gpseal::agent
