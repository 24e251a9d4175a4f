#pragma once

#include <gpseal/admx/policy_definition.hpp>
#include <gpseal/base/result.hpp>

#include <cstddef>
#include <string>

namespace gpseal::policy {

/// The item of an enum that a word means: its display name, its value or its place, #1 and so on.
[[nodiscard]] Result<std::size_t> find_item(const admx::PolicyElement& element, const admx::EnumElement& choice,
                                            const std::string& word);

} // namespace gpseal::policy
