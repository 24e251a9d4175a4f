#pragma once

#include <gpseal/policy/registry_image.hpp>
#include <gpseal/policy/registry_policy_file.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gpseal::app {

/// Lower-case hex without spaces.
[[nodiscard]] std::string hex_of(std::span<const std::byte> data);

/// A value's data for people, one string a line: numbers decimal and hex, texts as they are, a list one text a line;
/// hex for what is binary or does not have its type's size. At most 256 texts of 256 code units, 64 bytes of hex; "…"
/// stands for the rest. Not printable() yet.
[[nodiscard]] std::vector<std::string> data_lines(policy::RegistryType type, std::span<const std::byte> data);

/// The name in a table's VALUE column of what an entry said; "(default)" for a key's default value.
[[nodiscard]] std::string value_name_text(const policy::RegistryWord& word, const std::string& value_name);

/// What a word that sets nothing does: "delete the subkeys: A, B". Not printable() yet.
[[nodiscard]] std::string deletion_text(const policy::RegistryWord& word);

/// An entry as its three other cells: the value's name, the type and what happens to it, directives in words.
struct EntryText {
    std::string value_name;
    std::string type;
    std::vector<std::string> data; ///< at least one line
};

[[nodiscard]] EntryText text_of(const policy::RegistryInstruction& instruction);

} // namespace gpseal::app
