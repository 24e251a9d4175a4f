#pragma once

#include "collect/policy_record.hpp"

#include <cstddef>
#include <string_view>

namespace gpseal::agent::policy_record {

/// Bounds in bytes; the writer cuts to them, the reader refuses more.
inline constexpr std::string_view magic = "gpseal.record/2\n";
inline constexpr std::size_t digest_size = 64; ///< lower-case hex
inline constexpr std::size_t head_size = magic.size() + digest_size;
inline constexpr std::size_t body_max = policy_record_max - head_size;
inline constexpr std::size_t guid_max = 38;
inline constexpr std::size_t name_max = 64;   ///< of a GPO's name
inline constexpr std::size_t place_max = 120; ///< of a path, a distinguished name, a host name, a place
inline constexpr std::size_t words_max = 120;
inline constexpr std::size_t unrecognised_bit = 0x80; ///< of another policy's number: what is said has no meaning
inline constexpr std::size_t data_max = 8;            ///< of a value: a DWORD, and the beginning of what is none

} // namespace gpseal::agent::policy_record
