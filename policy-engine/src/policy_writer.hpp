#pragma once

#include <gpseal/policy/policy_edit.hpp>

namespace gpseal::policy {

/// The directive by which a policy clears the key of a list, as it writes it; its data is one blank.
constexpr std::string_view clear_values = "**delvals.";

/// The entries of an enabled policy whose elements, in the definition's order, have these values.
[[nodiscard]] Result<RegistryEntries> enabled_entries(const PolicyTemplate& policy,
                                                      std::span<const ElementValue> values);

[[nodiscard]] Result<RegistryEntries> disabled_entries(const PolicyTemplate& policy);

} // namespace gpseal::policy
