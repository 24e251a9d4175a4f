#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// RFC 4648 section 4, with padding and without line breaks.
[[nodiscard]] std::string to_base64(std::span<const std::byte> bytes);
/// nullopt: anything that to_base64 would not have written.
[[nodiscard]] std::optional<std::vector<std::byte>> from_base64(std::string_view text);

} // namespace gpseal::agent
