#pragma once

#include <gpseal/base/result.hpp>

#include <cstdint>
#include <string_view>

namespace gpseal::policy {

/// An LDAP INTEGER of 32 bits. Active Directory stores it signed, some tools write it unsigned: both are the same bits.
[[nodiscard]] Result<std::uint32_t> parse_directory_integer(std::string_view text, std::string_view attribute);

} // namespace gpseal::policy
