#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <string>

namespace gpseal::agent {

/// All that somebody sends, to its end: at most one byte more than `limit`, so that whoever decodes it sees that it is
/// too long. An input that fails is an error and never a shorter one: an empty one may mean something of its own.
[[nodiscard]] Result<std::string> read_whole_input(int fd, std::size_t limit);

} // namespace gpseal::agent
