#pragma once

#include <gpseal/admx/policy_definition.hpp>
#include <gpseal/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gpseal::policy {

/// Errc::usage: "element ID (kind) …".
[[nodiscard]] tl::unexpected<Error> bad(const admx::PolicyElement& element, const std::string& what);

/// A whole number of 64 bits, decimal or 0x….
[[nodiscard]] std::optional<std::uint64_t> number_in(std::string_view text);

} // namespace gpseal::policy
