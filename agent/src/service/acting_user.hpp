#pragma once

#include <cstdint>

namespace gpseal::agent {

/// Who logged on, which sudo does not change; where the kernel does not keep that, who this process runs as.
[[nodiscard]] std::uint32_t acting_user();

} // namespace gpseal::agent
