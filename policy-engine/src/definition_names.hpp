#pragma once

#include "definition_match.hpp"

#include <vector>

namespace gpseal::policy {

/// A key whose values belong to a list element.
struct ListKey {
    std::string_view key;
    const admx::ListElement* list = nullptr;
};

/// Everything that a policy can write.
struct DefinitionNames {
    std::vector<ValueName> values;
    std::vector<ListKey> lists;
};

[[nodiscard]] DefinitionNames names_of(const admx::PolicyDefinition& policy);

[[nodiscard]] bool is_same(ValueName a, ValueName b);

} // namespace gpseal::policy
