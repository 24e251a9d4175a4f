#pragma once

#include "named_values.hpp"

#include <gpseal/policy/policy_edit.hpp>

#include <utility>

// What has to hold before an edit is returned.
namespace gpseal::policy {

/// An edit to be judged: `count` entries were put at `place`.
struct Edited {
    const RegistryEntries& entries;
    std::size_t place;
    std::size_t count;
};

/// What somebody else's entry set before the edit and does not any more: "KEY!NAME", or nothing. The edit's entries but
/// its own stood in `before`, in this order. A value that the edit names is taken over, not away.
[[nodiscard]] std::string taken_from_others(const NamedValues& named, std::span<const RegistryEntry> before,
                                            const Edited& after);

/// Whether nothing behind the edit's own entries speaks of what they name: they are the last word, and unset has to
/// find them as such.
[[nodiscard]] bool is_last_word(const NamedValues& named, std::span<const RegistryEntry> behind);

/// Whether the state reads back and no later entry takes away what the edit's own entries set.
[[nodiscard]] bool stands(const admx::PolicyDefinition& policy, PolicyState state, const Edited& edited);

/// What keeps unset from telling the edit's entries from what was there before: "KEY!NAME" of the first entry that it
/// would take with them, or leave behind; or nothing.
[[nodiscard]] std::string not_told_apart(const PolicyTemplate& policy, std::span<const RegistryEntry> before,
                                         const RegistryEntries& after);

/// A template whose text is in an encoding that it does not name right has keys that no Windows would look for.
[[nodiscard]] Result<void> check_names(const RegistryEntries& entries);

/// Errc::refused: a line of a list would be a value that another policy stands for. Both would write it, and nobody
/// could say whose it is.
[[nodiscard]] Result<void> check_lines(const PolicyTemplate& policy, std::span<const ElementValue> values);

/// After unset: "KEY!NAME" of the entry by which the policy is configured all the same, where no other policy that is
/// configured stands for it; or nothing.
[[nodiscard]] std::string still_configured_by(const PolicyTemplate& policy, const RegistryEntries& entries);

/// "KEY!NAME" for a message.
[[nodiscard]] std::string subject_text(const RegistryEntry& entry);

} // namespace gpseal::policy
