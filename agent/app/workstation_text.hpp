#pragma once

#include "terminal.hpp"

#include <gpseal/agent/workstation_setting.hpp>

#include <optional>
#include <string>

namespace gpseal::app {

/// The policies beside Require Encryption: what each says, by whom, and how far this machine's clients are held to it.
/// Empty where none is configured, or none is known.
[[nodiscard]] std::string workstation_text(const std::optional<agent::SettledSettings>& settings,
                                           const Terminal& terminal);

} // namespace gpseal::app
