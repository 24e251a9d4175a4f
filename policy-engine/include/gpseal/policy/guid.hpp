#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gpseal::policy {

/// A GUID in the order in which it is written as text.
struct Guid {
    std::array<std::byte, 16> bytes{};

    auto operator<=>(const Guid&) const = default;
};

inline constexpr std::size_t guid_size = 16;

/// With or without braces, hexadecimal digits in any case; nothing else.
[[nodiscard]] std::optional<Guid> parse_guid(std::string_view text);
/// From the 16 bytes of [MS-DTYP] 2.3.4.2, whose first three fields are little-endian.
[[nodiscard]] Guid guid_from_wire(std::span<const std::byte, guid_size> wire);
[[nodiscard]] std::array<std::byte, guid_size> to_wire(const Guid& guid);
/// "{…}" in upper case.
[[nodiscard]] std::string to_string(const Guid& guid);

} // namespace gpseal::policy
