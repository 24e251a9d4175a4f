#pragma once

#include "command.hpp"

#include <gpseal/base/result.hpp>

#include <chrono>
#include <string_view>

namespace gpseal::app {

/// How long a command waits for another run to end.
inline constexpr std::chrono::seconds lock_patience{10};

/// Changing the machine's own settings takes root; a folder of --root may be anybody's.
[[nodiscard]] Result<void> require_root(const Invocation& call, std::string_view what);

/// Why a command that only looks was not let: what is kept is root's, and its name says nothing to the user.
[[nodiscard]] Error explained(const Invocation& call, std::string_view what, Error error);

} // namespace gpseal::app
