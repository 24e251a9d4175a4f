#pragma once

#include "service/unique_fd.hpp"

#include <gpseal/agent/override.hpp>
#include <gpseal/base/result.hpp>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace gpseal::agent {

/// overrides_of_users(), as gpseal-look behind this socket sees them. No answer that counts is a row that says so.
[[nodiscard]] std::vector<Override> ask_for_overrides(const std::filesystem::path& socket);

/// open_packets(), by gpseal-look behind this socket.
[[nodiscard]] Result<UniqueFd> ask_for_packets(const std::filesystem::path& socket, std::uint16_t port);

} // namespace gpseal::agent
