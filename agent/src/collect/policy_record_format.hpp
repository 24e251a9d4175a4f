#pragma once

#include "collect/policy_record.hpp"
#include "service/sealed_record.hpp"

#include <cstddef>

namespace gpseal::agent::policy_record {

/// Bounds in bytes; the writer cuts to them, the reader refuses more.
inline constexpr RecordForm form{"gpseal.record/2\n", policy_record_max, "gpseal-fetch"};
inline constexpr std::size_t body_max = form.max - form.magic.size() - record_digest_size;
inline constexpr std::size_t digest_size = 64; ///< of a registry.pol: SHA-256 as hex digits
inline constexpr std::size_t guid_max = 38;
inline constexpr std::size_t name_max = 64;   ///< of a GPO's name
inline constexpr std::size_t place_max = 120; ///< of a path, a distinguished name, a host name, a place
inline constexpr std::size_t words_max = 120;
inline constexpr std::size_t unrecognised_bit = 0x80; ///< of another policy's number: what is said has no meaning
inline constexpr std::size_t data_max = 8;            ///< of a value: a DWORD, and the beginning of what is none

} // namespace gpseal::agent::policy_record
