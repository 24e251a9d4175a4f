#pragma once

#include <gpseal/base/byte_reader.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gpseal::policy {

inline constexpr std::size_t max_sub_authorities = 15;

/// A security identifier ([MS-DTYP] 2.4.2), revision 1.
struct Sid {
    std::uint64_t authority = 0; ///< 48 bits
    std::uint8_t count = 0;      ///< sub-authorities in use; the others are 0
    std::array<std::uint32_t, max_sub_authorities> sub_authorities{};

    auto operator<=>(const Sid&) const = default;
};

/// "S-1-5-21-…": decimal, or an authority of 0x and 12 digits; at least one sub-authority.
[[nodiscard]] std::optional<Sid> parse_sid(std::string_view text);
[[nodiscard]] std::string to_string(const Sid& sid);
/// "Authenticated Users (S-1-5-11)" where the SID means the same in every domain, else the SID alone.
[[nodiscard]] std::string display_name(const Sid& sid);
/// [MS-DTYP] 2.4.2.2; fails through the reader: another revision, or more than 15 sub-authorities.
[[nodiscard]] std::optional<Sid> read_sid(ByteReader& in);

namespace well_known {
inline constexpr Sid everyone{.authority = 1, .count = 1, .sub_authorities = {0}};
inline constexpr Sid network{.authority = 5, .count = 1, .sub_authorities = {2}};
inline constexpr Sid authenticated_users{.authority = 5, .count = 1, .sub_authorities = {11}};
} // namespace well_known

} // namespace gpseal::policy
