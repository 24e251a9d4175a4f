#pragma once

#include <gpseal/base/result.hpp>

#include <filesystem>

namespace gpseal::agent {

/// Makes the folder of sockets, locks and tickets, open to all: each file in it is closed by its own mode. One of this
/// user's that has another mode gets this one, whoever made it; one behind a symlink stays as it is.
[[nodiscard]] Result<void> make_run_folder(const std::filesystem::path& path);

} // namespace gpseal::agent
