#pragma once

#include <gpseal/agent/connection_probe.hpp>

#include <filesystem>

namespace gpseal::agent {

/// Reads `username = …`, `password = …`, `domain = …` lines, as smbclient's -A takes them. Errc::refused when others
/// than the owner can read the file: a password that anybody can read is no password.
[[nodiscard]] Result<Credentials> read_credentials(const std::filesystem::path& path);

} // namespace gpseal::agent
