#pragma once

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/admx/policy_definition.hpp>
#include <gpseal/admx/presentation.hpp>
#include <gpseal/base/result.hpp>
#include <gpseal/policy/element_value.hpp>
#include <gpseal/policy/policy_state.hpp>
#include <gpseal/policy/registry_policy_draft.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// Other policies that write into the key of one of a policy's lists.
using PolicyNeighbours = std::vector<const admx::PolicyDefinition*>;
[[nodiscard]] PolicyNeighbours neighbours_of(const admx::PolicyCatalog& catalog, const admx::PolicyDefinition& policy);

/// A policy as the editor knows it.
struct PolicyTemplate {
    const admx::PolicyDefinition& definition;
    const admx::Presentation* presentation = nullptr; ///< order and defaults of the elements; null: none
    PolicyNeighbours neighbours = {};                 ///< whose entries are not to be taken for the policy's own
};

/// One value for one element, in words. Lists and multiText take one a line, in this order; `ID=` alone empties them.
struct ElementInput {
    std::string id;
    std::string value;
};

/// What a policy is to be.
struct PolicyWish {
    PolicyState state = PolicyState::enabled; ///< unrecognised is no wish
    std::vector<ElementInput> elements;       ///< for enabled only
};

using RegistryEntries = std::vector<RegistryEntry>;

/// The entries with the policy as wished: what the Group Policy editor writes, in its order (policy-engine/README.md),
/// where the policy's own entries stood, else at the end; every other entry stays as it is. What is not given of an
/// enabled policy's elements stays as it is set, and starts as the presentation says.
///
/// Errc::usage names the element and what it would take. Errc::refused: with these values the policy would read back in
/// another state, its definition cannot say the one wished, or gives another value, as where two of its elements have
/// one id or one value. What is returned has been read back as the state, and the elements' values, that were wished.
[[nodiscard]] Result<RegistryEntries> set_policy(const PolicyTemplate& policy, const PolicyWish& wish,
                                                 std::span<const RegistryEntry> entries);

/// The entries without those that the policy has written, as far as a file can tell: its own value and its elements';
/// and where it is configured, its lists' lines, and of the values of its enabledList and its kin those that count and
/// say what it has them say. Of a key that it shares, what a neighbour names stays, and so does the `**DelVals.` of one
/// whose own list is still set.
[[nodiscard]] RegistryEntries unset_policy(const admx::PolicyDefinition& policy, std::span<const RegistryEntry> entries,
                                           const PolicyNeighbours& neighbours = {});

/// The state that a file with these entries gives the policy.
[[nodiscard]] PolicyState state_in(const admx::PolicyDefinition& policy, std::span<const RegistryEntry> entries);

/// The entries with one value set; `**` names are directives and stand for the value they mean. Where the value was
/// spoken of, there; else at the end.
[[nodiscard]] RegistryEntries set_value(std::span<const RegistryEntry> entries, const RegistryEntry& wanted);

/// The entries without what is said of one value. `value_name` may be a directive's whole name, such as `**delvals.`.
[[nodiscard]] RegistryEntries unset_value(std::span<const RegistryEntry> entries, std::string_view key,
                                          std::string_view value_name);

} // namespace gpseal::policy
