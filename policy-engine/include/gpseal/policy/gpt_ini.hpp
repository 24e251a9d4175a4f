#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace gpseal::policy {

/// What gpt.ini says ([MS-GPOL] 2.2.4).
struct GptIni {
    std::uint32_t version = 0; ///< low half: computer, high half: user
    /// false where a missing Version, or a line that is none, may as well mean that half of the file is missing.
    bool whole = true;

    [[nodiscard]] std::uint16_t machine_version() const { return static_cast<std::uint16_t>(version & 0xFFFFU); }
    [[nodiscard]] std::uint16_t user_version() const { return static_cast<std::uint16_t>(version >> 16U); }

    bool operator==(const GptIni&) const = default;
};

inline constexpr std::size_t max_gpt_ini_size = std::size_t{64} << 10;

/// A missing Version counts as 0, as on Windows. Errc::malformed: no [General] section (a damaged file), or a Version
/// that is no number of 32 bits.
[[nodiscard]] Result<GptIni> parse_gpt_ini(std::span<const std::byte> bytes, std::string_view origin);

} // namespace gpseal::policy
