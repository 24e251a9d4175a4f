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

/// Whether the entry is a `**DelVals.` of the key.
[[nodiscard]] bool clears(const RegistryEntry& entry, std::string_view key);

/// Whether the list can have written the entry into its key: a line's type and name.
[[nodiscard]] bool is_line_of(const ListKey& list, const RegistryInstruction& entry);

/// Which of a file's entries a policy has written, as far as the file can tell. Always those of its own value and of
/// its elements' values. Else what the policy in the state that it reads back in would write, and nothing more:
/// enabled, the lines of its lists that no neighbour names; of what its state, items and boxes set besides
/// (enabledList, valueList and their kin: mostly other policies' values) the entry that counts; of a key that it clears
/// one
/// `**DelVals.`, the last, but not the only one where a neighbour needs it. An entry before that one, or one that says
/// something else, is somebody else's.
class EntryOwnership {
public:
    EntryOwnership(const admx::PolicyDefinition& policy, const PolicyNeighbours& neighbours,
                   std::span<const RegistryEntry> entries);

    [[nodiscard]] bool owns(std::size_t index) const;

private:
    [[nodiscard]] bool is_own_value(Utf16Bytes key, Utf16Bytes name) const;
    [[nodiscard]] bool is_line(const RegistryInstruction& entry, const RegistryDirective& directive) const;
    [[nodiscard]] bool writes_lines() const;
    [[nodiscard]] bool writes_clearing(const ListKey& list) const;
    void find_listed(const admx::PolicyDefinition& policy, const RegistryImage& file);
    void add_listed(const RegistryImage& file, std::string_view owner_key, const admx::RegistryList& list);
    void add_listed(const RegistryImage& file, std::string_view owner_key,
                    const std::optional<admx::RegistryList>& list)
    {
        if (list) {
            add_listed(file, owner_key, *list);
        }
    }
    void find_clearings(const PolicyNeighbours& neighbours);

    std::span<const RegistryEntry> entries_;
    PolicyState state_ = PolicyState::not_configured;
    std::vector<ListKey> lists_;
    std::unordered_set<std::string> values_; ///< the policy's own and its elements'
    std::unordered_set<std::string> named_;  ///< by the policy or a neighbour, so that they are no lines
    std::unordered_set<std::size_t> listed_; ///< indices of what its lists of values wrote, and of its clearings
};

/// Whether a neighbour's list, as these entries set it, needs a `**DelVals.` in the key to be all of its lines.
[[nodiscard]] bool is_cleared_for_others(std::string_view key, const PolicyNeighbours& neighbours,
                                         const RegistryImage& file);

} // namespace gpseal::policy
