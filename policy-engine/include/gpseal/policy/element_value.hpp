#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace gpseal::policy {

/// The item of an <enum> that is chosen, by its place in the definition.
struct EnumChoice {
    std::size_t index = 0;

    bool operator==(const EnumChoice&) const = default;
};

/// One line of a <list>. `name` is the registry value's name: the prefix and a number, the data itself, or what the
/// administrator wrote, by the kind of list.
struct ListPair {
    std::string name;
    std::string data;

    bool operator==(const ListPair&) const = default;
};

/// What an element of a policy is set to, by its kind: boolean; decimal and longDecimal; text; multiText; enum; list.
/// monostate: nothing. Texts are UTF-8.
using ElementValue = std::variant<std::monostate, bool, std::uint64_t, std::string, std::vector<std::string>,
                                  EnumChoice, std::vector<ListPair>>;

} // namespace gpseal::policy
