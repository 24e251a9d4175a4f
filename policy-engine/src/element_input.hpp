#pragma once

#include <gpseal/policy/policy_edit.hpp>

namespace gpseal::policy {

/// The values of all elements of an enabled policy, in the definition's order: those given, else those of `current`,
/// else the presentation's defaults. monostate: the element writes nothing.
[[nodiscard]] Result<std::vector<ElementValue>> element_values(const PolicyTemplate& policy, const PolicyWish& wish,
                                                               const PolicyReading& current);

/// One element's value from words, checked against what the element takes. Several words are the lines of a list or a
/// multiText; for the others there is one.
[[nodiscard]] Result<ElementValue> parse_element(const admx::PolicyElement& element,
                                                 const std::vector<std::string>& words);

/// Whether the element takes the value: required, limits, lengths.
[[nodiscard]] Result<void> check_element(const admx::PolicyElement& element, const ElementValue& value);

} // namespace gpseal::policy
