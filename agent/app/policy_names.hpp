#pragma once

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/utf.hpp>

#include <map>
#include <string>
#include <string_view>

namespace gpseal::app {

/// Which policies write a registry value, by their display names. Owns its texts.
class PolicyNames {
public:
    PolicyNames() = default;
    explicit PolicyNames(const admx::PolicyCatalog& catalog);

    /// "Require Encryption"; several are joined with " / "; empty: no policy of the templates writes it. Names compare
    /// ASCII-case-insensitively. Not printable() yet.
    [[nodiscard]] std::string of(Utf16Bytes key, Utf16Bytes value_name) const;

private:
    void add(const admx::PolicyDefinition& policy);
    void add_value(const admx::PolicyDefinition& policy, std::string_view key, std::string_view value_name);
    void add_list(const admx::PolicyDefinition& policy, const admx::RegistryList& list);
    void add_element(const admx::PolicyDefinition& policy, const admx::PolicyElement& element);

    std::map<std::string, std::string> values_;    ///< folded key, NUL, folded value name
    std::map<std::string, std::string> list_keys_; ///< folded keys below which every value belongs to one list
};

} // namespace gpseal::app
