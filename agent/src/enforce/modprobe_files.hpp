#pragma once

#include <gpseal/agent/file_system.hpp>

#include <optional>
#include <string>

namespace gpseal::agent {

/// "FILE:LINE" of the first line in modprobe's folders, gpseal's own file included, by which somebody else says how
/// cifs is loaded: modprobe obeys one install line only. nullopt: nobody does, as far as the files can be read.
[[nodiscard]] std::optional<std::string> other_install_line(const RootedPaths& paths);

} // namespace gpseal::agent
