#pragma once

#include "service/unique_fd.hpp"

#include <gpseal/base/result.hpp>

#include <filesystem>

namespace gpseal::agent {

/// A stream to whoever listens there. Errc::not_found: nobody does.
[[nodiscard]] Result<UniqueFd> connect_to_socket(const std::filesystem::path& path);

} // namespace gpseal::agent
