#pragma once

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

[[nodiscard]] Result<policy::RegistryEntry> parse_raw_value(const RawValue& raw);

} // namespace gpseal::app
