#pragma once

#include <gpseal/policy/policy_edit.hpp>

namespace gpseal::policy {

/// The entries of an enabled policy whose elements, in the definition's order, have these values.
[[nodiscard]] Result<RegistryEntries> enabled_entries(const PolicyTemplate& policy,
                                                      std::span<const ElementValue> values);

[[nodiscard]] Result<RegistryEntries> disabled_entries(const PolicyTemplate& policy);

} // namespace gpseal::policy
