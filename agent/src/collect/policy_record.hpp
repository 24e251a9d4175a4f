#pragma once

#include <gpseal/agent/policy_source.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// What the half that reads the domain tells the half that changes the machine, and all that it can: typed, bounded,
/// versioned and checksummed (README.md, "The policy record"). No byte of a registry.pol is in it, and no text of it
/// reaches a configuration file.
inline constexpr std::size_t policy_record_max = 1024; ///< bytes

/// Always fits. What counts is always whole: state, winner, whether the look was complete, and one reason if it was
/// not. Names are cut, and losers, findings and further reasons stay out where there is no room.
[[nodiscard]] std::string encode_policy_record(const CollectedPolicy& policy);

/// Errc::malformed for anything that encode_policy_record() does not write, also for a state that does not follow from
/// the value that it is said to follow from.
[[nodiscard]] Result<CollectedPolicy> decode_policy_record(std::string_view record);

/// A body with the head that it needs. For the fuzz target, which could not guess checksums.
[[nodiscard]] std::string seal_policy_record(std::string_view body);

} // namespace gpseal::agent
