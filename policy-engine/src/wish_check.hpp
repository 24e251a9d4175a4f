#pragma once

#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/registry_image.hpp>

namespace gpseal::policy {

/// Whether every element that the wish gives reads back from the image as its value in `values`, which are in the
/// definition's order. Errc::refused names the element and, where the template is the reason, what is in its way.
[[nodiscard]] Result<void> check_wish(const PolicyTemplate& policy, const PolicyWish& wish,
                                      std::span<const ElementValue> values, const RegistryImage& image);

} // namespace gpseal::policy
