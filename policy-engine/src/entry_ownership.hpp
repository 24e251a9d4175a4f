#pragma once

#include "definition_names.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/registry_directive.hpp>
#include <gpseal/policy/registry_policy_draft.hpp>

#include <string>
#include <string_view>
#include <unordered_set>

namespace gpseal::policy {

/// A value's key and name, or a key's alone, to be compared; backslashes at the key's end do not count.
[[nodiscard]] std::string folded_id(std::string_view key, std::string_view name);
[[nodiscard]] std::string folded_id(Utf16Bytes key, Utf16Bytes name);

/// Which entries a policy can have written: those of its values, and of its lists what no neighbour names.
class EntryOwnership {
public:
    explicit EntryOwnership(const admx::PolicyDefinition& policy, const PolicyNeighbours& neighbours = {});

    [[nodiscard]] bool owns(const RegistryEntry& entry) const;

private:
    [[nodiscard]] bool is_line(const RegistryInstruction& entry, const RegistryDirective& directive) const;

    DefinitionNames names_;
    std::unordered_set<std::string> values_;
    std::unordered_set<std::string> named_by_others_;
};

/// Whether a neighbour's list, as these entries set it, needs a `**DelVals.` in the key to be all of its lines.
[[nodiscard]] bool is_cleared_for_others(Utf16Bytes key, const PolicyNeighbours& neighbours,
                                         std::span<const RegistryEntry> entries);

} // namespace gpseal::policy
