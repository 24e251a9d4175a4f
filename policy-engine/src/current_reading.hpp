#pragma once

#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/policy_state.hpp>

namespace gpseal::policy {

/// What the dialog starts from: the policy's own entries if it is enabled, else nothing. What others wrote into a
/// list's key stays where it is, and is none of its lines. Its readings view nothing of the entries.
[[nodiscard]] PolicyReading current_reading(const PolicyTemplate& policy, std::span<const RegistryEntry> entries);

} // namespace gpseal::policy
