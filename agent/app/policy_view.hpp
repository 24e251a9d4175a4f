#pragma once

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/policy/policy_state.hpp>

#include <Poco/JSON/Object.h>

#include <string>
#include <string_view>
#include <vector>

namespace gpseal::app {

/// An element of a policy as it is shown: what the editor calls it, and what it is set to, one text a line. Not
/// printable() yet.
struct ShownElement {
    const admx::PolicyElement* element = nullptr; ///< never null
    std::string label;
    std::vector<std::string> values;
    std::vector<policy::RegistryWord> words; ///< of its reading: of a list one for each of the values
    std::size_t more = 0;                    ///< further lines of a list, which are not among the values
};

/// The elements that say something; of an enabled policy only. Windows shows implied ones as not configured, but what
/// they are set to is worth reading.
[[nodiscard]] std::vector<ShownElement> shown_elements(const admx::PolicyCatalog& catalog,
                                                       const admx::PolicyDefinition& policy,
                                                       const policy::PolicyReading& reading);

/// "not_configured", "set", "removed", "unrecognised"; an implied one is "not_configured".
[[nodiscard]] std::string_view to_string(policy::ElementState state);

/// One policy: name, namespace, display_name, class, category, category_path, key, state, elements[{id, label, kind,
/// state, value}].
[[nodiscard]] Poco::JSON::Object::Ptr policy_reading_json(const admx::PolicyCatalog& catalog,
                                                          const admx::PolicyDefinition& policy,
                                                          const policy::PolicyReading& reading);

/// `names` of what a directive with a list deletes: the subkeys of **DeleteKeys, the value of **DeleteValues.
void set_deleted_names(Poco::JSON::Object& object, const policy::RegistryWord& word, const std::string& value_name);

/// {action, type, size, data}: null where nothing is written; of a directive that is not obeyed as they stand.
void set_word(Poco::JSON::Object& object, const policy::RegistryWord& word);

/// "Computer Configuration", "User Configuration".
[[nodiscard]] std::string_view side_name(admx::PolicyClass side);

} // namespace gpseal::app
