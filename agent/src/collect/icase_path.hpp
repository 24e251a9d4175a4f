#pragma once

#include <gpseal/agent/policy_source.hpp>
#include <gpseal/base/result.hpp>

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace gpseal::agent {

// SYSVOL comes from a file system that ignores case, so that a name in a GPO's folder may be spelt in any way. Two
// spellings side by side leave it open which one counts: an error.

/// The entry of that name; nullopt: there is none.
[[nodiscard]] Result<std::optional<std::filesystem::path>> find_icase(const std::filesystem::path& folder,
                                                                      std::string_view name);

/// The same for a name in a folder in a folder.
[[nodiscard]] Result<std::optional<std::filesystem::path>> find_path(std::filesystem::path folder,
                                                                     std::initializer_list<std::string_view> names);

/// "Machine", "User".
[[nodiscard]] std::string_view folder_of(PolicySide side);

} // namespace gpseal::agent
