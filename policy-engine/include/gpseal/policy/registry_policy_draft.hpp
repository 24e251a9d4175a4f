#pragma once

#include <gpseal/policy/registry_policy_file.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// One entry that owns its bytes. Names are UTF-16LE without a terminator, as a registry.pol holds them.
struct RegistryEntry {
    std::string key;
    std::string value_name;
    RegistryType type = RegistryType::none;
    std::string data;

    bool operator==(const RegistryEntry&) const = default;
};

/// A copy that outlives the file.
[[nodiscard]] RegistryEntry own(const RegistryInstruction& instruction);
/// A view with offset 0; lives as long as the entry is neither moved nor changed.
[[nodiscard]] RegistryInstruction view_of(const RegistryEntry& entry);

/// Entries from UTF-8 names, ready to be written.
[[nodiscard]] RegistryEntry make_entry(std::string_view key, std::string_view value_name, RegistryType type,
                                       std::string data);
[[nodiscard]] std::string dword_data(std::uint32_t number);
[[nodiscard]] std::string qword_data(std::uint64_t number);
[[nodiscard]] std::string sz_data(std::string_view utf8);                           ///< with its NUL
[[nodiscard]] std::string multi_sz_data(std::span<const std::string_view> strings); ///< each with its NUL, and one more

[[nodiscard]] std::vector<RegistryEntry> own(std::span<const RegistryInstruction> instructions);
[[nodiscard]] std::vector<std::byte> serialize_registry_policy(std::span<const RegistryEntry> entries);

} // namespace gpseal::policy
