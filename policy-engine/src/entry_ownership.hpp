#pragma once

#include "definition_names.hpp"
#include "entry_edit.hpp"

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/registry_directive.hpp>
#include <gpseal/policy/registry_policy_draft.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace gpseal::policy {

/// A value's key and name, or a key's alone, to be compared; backslashes at the key's end do not count.
[[nodiscard]] std::string folded_id(std::string_view key, std::string_view name);
[[nodiscard]] std::string folded_id(Utf16Bytes key, Utf16Bytes name);

/// Which of a file's entries a policy has written, as far as the file can tell. Always those of its own value and of
/// its elements' values. Where it is configured also the lines of its lists that no neighbour names; and of what its
/// state, items and boxes set besides (enabledList, valueList and their kin: mostly other policies' values) the entry
/// that counts, if it says what the policy as it stands would write. An entry before that one, or one that says
/// something else, is somebody else's.
class EntryOwnership {
public:
    EntryOwnership(const admx::PolicyDefinition& policy, const PolicyNeighbours& neighbours,
                   std::span<const RegistryEntry> entries);

    [[nodiscard]] bool owns(std::size_t index) const;

private:
    [[nodiscard]] bool is_own_value(Utf16Bytes key, Utf16Bytes name) const;
    [[nodiscard]] bool is_line(const RegistryInstruction& entry, const RegistryDirective& directive) const;
    void find_listed(const admx::PolicyDefinition& policy, const RegistryImage& file, PolicyState state);
    void add_listed(const RegistryImage& file, std::string_view owner_key,
                    const std::optional<admx::RegistryList>& list);

    std::span<const RegistryEntry> entries_;
    bool is_configured_ = false;
    std::vector<ListKey> lists_;
    std::unordered_set<std::string> values_; ///< the policy's own and its elements'
    std::unordered_set<std::string> named_;  ///< by the policy or a neighbour, so that they are no lines
    std::unordered_set<std::size_t> listed_; ///< indices of what its lists of values wrote
};

/// Whether a neighbour's list, as these entries set it, needs a `**DelVals.` in the key to be all of its lines.
[[nodiscard]] bool is_cleared_for_others(Utf16Bytes key, const PolicyNeighbours& neighbours,
                                         std::span<const RegistryEntry> entries);

} // namespace gpseal::policy
