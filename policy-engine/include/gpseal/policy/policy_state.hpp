#pragma once

#include <gpseal/admx/policy_definition.hpp>
#include <gpseal/policy/element_value.hpp>
#include <gpseal/policy/encryption_mandate.hpp>
#include <gpseal/policy/registry_image.hpp>
#include <gpseal/policy/shared_lines.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::policy {

/// An entry that a policy's definition speaks about.
struct PolicyEvidence {
    std::string key;        ///< as the definition spells it
    std::string value_name; ///< empty for a `**DelVals.` of a list's key
    RegistryWord word;
};

enum class ElementState {
    not_configured, ///< no entry speaks about it
    set,            ///< `value` has it; of a boolean true or false
    removed,        ///< its value is deleted, its list cleared; a check box that is so is `set` to false
    unrecognised,   ///< there is data, but none that the element can mean
    implied,        ///< `value` has it, but it is the policy's own value: Windows shows the element as not configured
};

/// What one element of a policy is set to.
struct ElementReading {
    const admx::PolicyElement* element = nullptr; ///< never null
    ElementState state = ElementState::not_configured;
    ElementValue value;
    /// The entries that say so, each with its GPO: of a list that is set one for each line, in the value's order; of
    /// any other kind the one about its own value, then those of the lists that stand for it. Empty: not configured.
    std::vector<RegistryWord> words;
    std::size_t more = 0;               ///< further lines of a list, which SharedLines left out
    std::vector<std::size_t> more_gpos; ///< whose those are
};

/// A policy as Windows' own report shows it, with the entries that say so.
struct PolicyReading {
    PolicyState state = PolicyState::not_configured;
    std::vector<ElementReading> elements; ///< in the definition's order
    std::vector<PolicyEvidence> evidence; ///< every word about the policy's values, in order of application
    std::size_t more_evidence = 0;        ///< further ones of its lists, which SharedLines left out
    std::vector<RegistryWord> own;        ///< of what decided the state, all but the lines of lists and their clearing
    std::optional<PolicyEvidence> winner; ///< the last of the words that decided; nullopt: not configured
    std::vector<std::size_t> gpos;        ///< whose entries the state and the elements rest on, lowest precedence first
};

/// Reads a policy's state by the rules in policy-engine/README.md. The image has to be that of the side (computer,
/// user) that is meant; the definition's class is not looked at.
[[nodiscard]] PolicyReading read_policy(const admx::PolicyDefinition& policy, const RegistryImage& image);
/// The same of one of many policies, which may share the keys of their lists.
[[nodiscard]] PolicyReading read_policy(const admx::PolicyDefinition& policy, const RegistryImage& image,
                                        SharedLines& lines);

/// The state alone, for many policies at once: cheap where the image says nothing about it.
[[nodiscard]] PolicyState state_of(const admx::PolicyDefinition& policy, const RegistryImage& image);

} // namespace gpseal::policy
