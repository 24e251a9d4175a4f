#pragma once

#include "command.hpp"

namespace gpseal::app {

/// Whose word on policy counts in a cycle.
enum class AskSource {
    yes,   ///< the domain's, or whatever else is configured
    no,    ///< last known good's, as with --offline: nobody was asked, and the report says so
    known, ///< the same, but a service asks by itself: what its last look found stays as fresh as it is
};

/// One cycle as `gpseal refresh` runs it.
[[nodiscard]] int refresh(const Invocation& call, AskSource ask);

} // namespace gpseal::app
