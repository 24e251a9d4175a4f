#pragma once

#include "definition_names.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/registry_directive.hpp>
#include <gpseal/policy/registry_policy_draft.hpp>

#include <string>
#include <string_view>
#include <unordered_set>

namespace gpseal::policy {

/// A value's key and name, or a key's alone, to be compared; backslashes at the key's end do not count.
[[nodiscard]] std::string folded_id(std::string_view key, std::string_view name);
[[nodiscard]] std::string folded_id(Utf16Bytes key, Utf16Bytes name);

/// Which entries a policy can have written.
class EntryOwnership {
public:
    explicit EntryOwnership(const admx::PolicyDefinition& policy);

    [[nodiscard]] bool owns(const RegistryEntry& entry) const;

private:
    [[nodiscard]] bool is_line(const RegistryInstruction& entry, const RegistryDirective& directive) const;

    DefinitionNames names_;
    std::unordered_set<std::string> values_;
};

} // namespace gpseal::policy
