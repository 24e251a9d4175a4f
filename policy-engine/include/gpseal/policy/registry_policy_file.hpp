#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/base/utf.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// Registry value types ([MS-GPREG] 2.2.1, winnt.h). The file's field has 32 bits: other numbers are carried as they
/// are.
enum class RegistryType : std::uint32_t {
    none = 0,
    sz = 1,
    expand_sz = 2,
    binary = 3,
    dword = 4,
    dword_big_endian = 5,
    link = 6,
    multi_sz = 7,
    qword = 11,
};

/// "REG_DWORD", or "type 260" for a number that has no name.
[[nodiscard]] std::string to_string(RegistryType type);

/// One `[key;value;type;size;data]` of a registry.pol, as written: nothing folded, nothing interpreted.
/// The three spans view the bytes that were parsed; those must outlive the instruction.
struct RegistryInstruction {
    std::size_t offset = 0; ///< of `[`, in bytes from the start of the file
    Utf16Bytes key;         ///< without HKLM and without the NUL; any alignment, possibly ill-formed
    Utf16Bytes value_name;  ///< may be empty (the key's default value, or key creation), may be a `**` directive
    RegistryType type = RegistryType::none;
    std::span<const std::byte> data;
};

/// A registry.pol file's instructions in file order. A view: see RegistryInstruction.
struct RegistryPolicyFile {
    std::vector<RegistryInstruction> instructions;
};

inline constexpr std::size_t registry_policy_header_size = 8;
/// No real file comes near; what is larger is refused before it is read.
inline constexpr std::size_t max_registry_policy_size = std::size_t{64} << 20;
/// [MS-GPREG] 2.2.1 ends data at 65535 bytes; larger is legal to read here, and worth a finding.
inline constexpr std::size_t spec_max_data_size = 65535;

/// Reads a registry.pol strictly: by NUL and by size, never by searching for delimiters ([MS-GPREG] 2.2.1).
///
/// Structure decides: signature, version 1, every delimiter, every terminator, no size beyond the file, nothing left
/// over. What a value holds never makes the file malformed. The error names `origin`, the entry (from 1) and the byte
/// offset. Memory: one RegistryInstruction per entry and nothing else; an entry takes at least 24 bytes of file.
[[nodiscard]] Result<RegistryPolicyFile> parse_registry_policy(std::span<const std::byte> bytes,
                                                               std::string_view origin);

/// The file of these instructions; `serialize(parse(x).instructions) == x` for every x that parses.
[[nodiscard]] std::vector<std::byte> serialize_registry_policy(std::span<const RegistryInstruction> instructions);

} // namespace gpseal::policy
