#pragma once

#include "command.hpp"

namespace gpseal::app {

enum class AskSource { yes, no };

/// One cycle as `gpseal refresh` runs it. `no`: by last known good, as with --offline.
[[nodiscard]] int refresh(const Invocation& call, AskSource ask);

} // namespace gpseal::app
