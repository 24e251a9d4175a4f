#pragma once

#include <gpseal/base/diagnostics.hpp>
#include <gpseal/policy/group_policy_object.hpp>
#include <gpseal/policy/registry_directive.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// A registry value as policy left it.
struct RegistryValue {
    RegistryType type = RegistryType::none;
    std::vector<std::byte> data;

    bool operator==(const RegistryValue&) const = default;
};

/// One thing a GPO did to one value: evidence.
struct ValueEvent {
    std::size_t gpo = 0;    ///< index into the GPOs given, lowest precedence first
    std::size_t offset = 0; ///< of the entry's `[` in that GPO's registry.pol
    RegistryAction action = RegistryAction::set_value;
    std::optional<RegistryValue> value; ///< what was written; nullopt for a deletion
    bool effective = true;              ///< false for a `**soft.` that found the value present
    std::string gpo_name;               ///< that GPO's; decide_require_encryption() names it
    std::string gpo_guid;

    bool operator==(const ValueEvent&) const = default;
};

/// What all GPOs together made of one value, and how.
struct ResultantValue {
    std::optional<RegistryValue> value; ///< nullopt: absent
    std::vector<ValueEvent> history;    ///< in order of application
    std::optional<std::size_t> winner;  ///< index into `history` of the event that decided; nullopt: untouched

    bool operator==(const ResultantValue&) const = default;
};

/// A file that speaks about one value more often than this keeps its latest events only, and the one that counts.
inline constexpr std::size_t max_events_per_gpo = 100;
/// More warnings about one file than this are counted, not told.
inline constexpr std::size_t max_findings_per_gpo = 100;

/// Applies the GPOs from lowest to highest precedence, each in file order, and follows one value
/// ([MS-GPREG] 3.2.5.1; later wins). `key` and `value_name` are ASCII and compare case-insensitively.
[[nodiscard]] ResultantValue resolve_value(std::span<const GroupPolicyObject> gpos, std::string_view key,
                                           std::string_view value_name);

/// Warnings that concern the GPOs' registry.pol files themselves: unknown directives, data beyond the
/// specification's size, a name set twice in one file.
[[nodiscard]] Diagnostics inspect(const GroupPolicyObject& gpo);

} // namespace gpseal::policy
