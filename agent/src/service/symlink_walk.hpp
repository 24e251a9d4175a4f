#pragma once

#include <gpseal/base/result.hpp>

#include <sys/types.h>

#include <filesystem>

namespace gpseal::agent {

/// Root, or this user: nobody else may decide what we write.
[[nodiscard]] bool is_trusted_owner(uid_t owner);

/// The file that a write to `path` means, without any link in its name. Link by link, because each one is somebody's
/// word for where root writes: only root and this user may have given it, or be able to change it.
[[nodiscard]] Result<std::filesystem::path> resolve_symlink(const std::filesystem::path& path);

} // namespace gpseal::agent
