#pragma once

#include <gpseal/policy/registry_directive.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// What one instruction does to the values of one key ([MS-GPREG] 3.2.5.1), whatever else it does. Views both.
class KeyEffect {
public:
    /// nullopt: it is about other keys. `key` is ASCII, without a backslash at its end.
    [[nodiscard]] static std::optional<KeyEffect> of(const RegistryInstruction& instruction, std::string_view key);

    /// set_value, soft_value or one of the deletions; nullopt: it leaves this value alone.
    [[nodiscard]] std::optional<RegistryAction> on(std::string_view value_name) const;

private:
    RegistryDirective directive_;
    std::vector<Utf16Bytes> listed_; ///< of delete_listed
};

/// What a whole file does to one value: at most two of its instructions decide that, whatever the value was before.
struct NetEffect {
    std::optional<std::size_t> hard; ///< index of the last one that sets or deletes
    std::optional<std::size_t> soft; ///< of the first `**soft.` behind it, where it does not set
    bool hard_sets = false;

    void add(std::size_t index, RegistryAction action);
    [[nodiscard]] bool deletes() const { return hard && !hard_sets && !soft; }
    [[nodiscard]] bool sets() const { return hard && (hard_sets || soft); }
    [[nodiscard]] bool sets_if_absent() const { return !hard && soft; }
};

[[nodiscard]] NetEffect net_effect(const RegistryPolicyFile& file, std::string_view key, std::string_view value_name);

} // namespace gpseal::policy
