#pragma once

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_state.hpp>

#include <span>
#include <string>
#include <vector>

namespace gpseal::policy {

/// A policy that is not Not configured.
struct ConfiguredPolicy {
    const admx::PolicyDefinition* definition = nullptr; ///< never null
    std::string category;                               ///< below Administrative Templates: Network\Lanman Workstation
    PolicyReading reading;
};

/// An entry that no configured policy accounts for: a value, a deletion, a key's creation, `**SecureKey`, or a
/// directive that is not obeyed.
struct ExtraSetting {
    Utf16Bytes key;
    Utf16Bytes value_name; ///< empty for `**DelVals.`, `**DeleteKeys` and a creation, and for a key's default value
    RegistryWord word;
};

/// What GPOs come to, as the resultant set of policy shows it.
struct ResultantPolicies {
    std::vector<ConfiguredPolicy> policies; ///< by category and display name
    std::vector<ExtraSetting> extra;        ///< in order of application
};

/// Every policy of the catalogue for one side that the image configures, and what is left over. `side` is machine or
/// user; the image has to be of that side. A value that other policies explain makes none Unrecognised. Views both.
/// Where very many policies' lists share keys, only the first lines of each are told (SharedLines).
[[nodiscard]] ResultantPolicies resultant_policies(const admx::PolicyCatalog& catalog, admx::PolicyClass side,
                                                   const RegistryImage& image);

/// Whether the class has the side.
[[nodiscard]] bool applies_to(const admx::PolicyDefinition& policy, admx::PolicyClass side);

/// The category below Administrative Templates; empty at its top.
[[nodiscard]] std::string category_below_templates(const admx::PolicyCatalog& catalog,
                                                   const admx::PolicyDefinition& policy);

} // namespace gpseal::policy
