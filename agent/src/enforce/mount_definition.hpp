#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// One cifs mount that a file of this machine defines.
struct MountDefinition {
    std::size_t line = 0;             ///< counted from 1
    std::string what;                 ///< "/mnt of //server/share"
    std::optional<std::string> fault; ///< "without seal"; nullopt: it asks for encryption

    bool operator==(const MountDefinition&) const = default;
};

/// How a file of lines defines mounts. Each of them is bounded by max_definition_file.
enum class MountFileKind {
    fstab,      ///< fstab(5)
    unit,       ///< systemd.mount(5): one mount a file
    autofs_map, ///< autofs(5), sun format
};

inline constexpr std::size_t max_definition_file = std::size_t{1} << 20U;

/// The cifs mounts of a file, in order.
[[nodiscard]] std::vector<MountDefinition> mount_definitions(MountFileKind kind, std::string_view text);

/// Every definition whose options stand on one line asks for encryption afterwards: the line is replaced, and what it
/// was stands above it in a comment of ours. Idempotent; every other byte stays.
[[nodiscard]] std::string add_seal(MountFileKind kind, std::string_view text);

/// Takes that back: take_back(kind, add_seal(kind, x)) == x for every x without a comment of ours. A line that somebody
/// changed since stays as it is; only the comment above it goes.
[[nodiscard]] std::string take_back_seal(MountFileKind kind, std::string_view text);

/// Whether a comment of ours stands in the text.
[[nodiscard]] bool has_added_seal(std::string_view text);

} // namespace gpseal::agent
