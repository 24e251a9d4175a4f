#pragma once

#include <gpseal/admx/policy_definition.hpp>
#include <gpseal/base/result.hpp>
#include <gpseal/policy/registry_policy_draft.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

/// An entry in words. `type` is DWORD, QWORD, SZ, EXPAND_SZ, MULTI_SZ, BINARY or NONE, also with REG_ before it;
/// numbers are decimal or 0x…, BINARY is hex, every word of `data` is a string of MULTI_SZ. A `**` directive needs
/// neither type nor data. Errc::usage says what the type takes.
struct RawValue {
    std::string key;
    std::string value_name;
    std::string type;
    std::vector<std::string> data;
};

/// A key as registry.pol has it: what registry_path() takes off is gone, if the hive is the one that a file of this
/// side is about. Errc::usage for another hive, and for a key that Windows would not open as it is written.
[[nodiscard]] Result<std::string> parse_registry_key(std::string_view text, admx::PolicyClass side);

/// A key may hold a slash, but one that has slashes and no backslash was meant as a path, and Errc::usage says so. What
/// takes something out does not ask: that is how such a key goes again.
[[nodiscard]] Result<void> check_new_key(std::string_view key);

/// Errc::usage also for a `**` name that is no directive: nobody would obey it.
[[nodiscard]] Result<policy::RegistryEntry> parse_raw_value(const RawValue& raw);

} // namespace gpseal::app
