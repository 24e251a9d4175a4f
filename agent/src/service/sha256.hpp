#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// SHA-256 as lower-case hex.
[[nodiscard]] std::string sha256_hex(std::span<const std::byte> bytes);
[[nodiscard]] std::string sha256_hex(std::string_view text);

} // namespace gpseal::agent
