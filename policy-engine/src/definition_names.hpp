#pragma once

#include "definition_match.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
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

/// The values that a definition names, to be found. Made when it is first asked: most definitions have no list.
class OwnNames {
public:
    explicit OwnNames(const admx::PolicyDefinition& policy) : policy_(policy) {}

    [[nodiscard]] bool has(std::string_view key, Utf16Bytes name);

private:
    const admx::PolicyDefinition& policy_;
    std::optional<std::unordered_set<std::string>> ids_;
};

} // namespace gpseal::policy
