#pragma once

#include "probe/look_record.hpp"
#include "service/asked_part.hpp"

#include <gpseal/agent/override.hpp>
#include <gpseal/base/result.hpp>

#include <cstdint>
#include <filesystem>
#include <utility>
#include <vector>

namespace gpseal::agent {

/// Lets gpseal-look see what only it may (README.md, "The look's records").
class AskedLook {
public:
    explicit AskedLook(std::filesystem::path socket) : part_(std::move(socket), "gpseal-look", look_answer_max) {}

    /// overrides_of_users(). No answer that counts is a row that says so.
    [[nodiscard]] std::vector<Override> overrides();
    /// open_packets()
    [[nodiscard]] Result<UniqueFd> packets(std::uint16_t port);

private:
    template <typename T> Result<PartAnswer<T>> ask_for(const LookQuestion& question);

    AskedPart part_;
};

} // namespace gpseal::agent
