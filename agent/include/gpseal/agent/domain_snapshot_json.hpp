#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace gpseal::agent {

inline constexpr std::string_view snapshot_schema = "gpseal.snapshot/1";
inline constexpr std::size_t max_snapshot_size = std::size_t{128} << 20;

/// JSON of one schema: every member always there, in one order, two-space indented, a newline at the end. Text that is
/// no UTF-8 loses its ill-formed bytes; contents and descriptors are base64 and lose nothing.
[[nodiscard]] std::string to_json(const policy::DomainSnapshot& snapshot);

/// Strict: a member that is missing, unknown or of another type, a word that is none of the schema's, a content that
/// does not fit its SHA-256, and anything beyond the limits are refused with the member's name. A snapshot that would
/// be read as less than it says could loosen something. The snapshot itself is judged by policy::resolve_domain.
[[nodiscard]] Result<policy::DomainSnapshot> snapshot_from_json(std::string_view json, std::string_view origin);

} // namespace gpseal::agent
