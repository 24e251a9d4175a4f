#pragma once

#include "definition_names.hpp"
#include "entry_ownership.hpp"

#include <gpseal/policy/policy_edit.hpp>
#include <gpseal/policy/registry_directive.hpp>

#include <optional>
#include <string>
#include <unordered_set>

namespace gpseal::policy {

/// The values that a policy's template names, or that entries are about.
class NamedValues {
public:
    explicit NamedValues(const admx::PolicyDefinition& policy)
    {
        for (const auto& value : names_of(policy).values) {
            ids_.insert(folded_id(value.key, value.name));
        }
    }

    explicit NamedValues(std::span<const RegistryEntry> entries)
    {
        for (const auto& entry : entries) {
            if (auto id = id_of(entry)) {
                ids_.insert(*std::move(id));
            }
        }
    }

    /// Whether the entry is about one of them.
    [[nodiscard]] bool has(const RegistryEntry& entry) const
    {
        const auto id = id_of(entry);
        return id && ids_.contains(*id);
    }

private:
    /// Of an entry that is about one value; a key's default value is one, too.
    static std::optional<std::string> id_of(const RegistryEntry& entry)
    {
        const auto view = view_of(entry);
        const auto directive = directive_of(view);
        const bool is_about_one = directive.action == RegistryAction::set_value ||
                                  directive.action == RegistryAction::soft_value ||
                                  directive.action == RegistryAction::delete_value;
        return is_about_one ? std::optional(folded_id(view.key, directive.value_name)) : std::nullopt;
    }

    std::unordered_set<std::string> ids_;
};

} // namespace gpseal::policy
