#pragma once

#include <gpseal/base/utf.hpp>
#include <gpseal/policy/registry_policy_file.hpp>

#include <string_view>
#include <vector>

namespace gpseal::policy {

/// What a value name tells the client to do ([MS-GPREG] 2.2.1, 3.2.5.1). Directive names compare case-insensitively.
enum class RegistryAction {
    set_value,     ///< an ordinary value
    create_key,    ///< empty name, type 0, no data: only the key
    delete_value,  ///< `**Del.NAME`
    delete_values, ///< `**DelVals.`: every value of the key, not its subkeys
    delete_listed, ///< `**DeleteValues`: the `;`-separated names in the data
    delete_keys,   ///< `**DeleteKeys`: the `;`-separated immediate subkeys in the data, with all below them
    secure_key,    ///< `**SecureKey`: an ACL on Windows; no meaning for a value
    soft_value,    ///< `**soft.NAME`: set only if the value is absent
    unknown,       ///< another `**` name: warned, never obeyed, never fatal
};

[[nodiscard]] std::string_view to_string(RegistryAction action);

struct RegistryDirective {
    RegistryAction action = RegistryAction::set_value;
    Utf16Bytes value_name; ///< the value meant, for set, delete_value and soft; else empty
};

[[nodiscard]] RegistryDirective directive_of(const RegistryInstruction& instruction);

/// The `;`-separated names in the data of `**DeleteValues` and `**DeleteKeys`; empty parts are left out.
[[nodiscard]] std::vector<Utf16Bytes> listed_names(const RegistryInstruction& instruction);

} // namespace gpseal::policy
