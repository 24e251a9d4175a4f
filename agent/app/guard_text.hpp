#pragma once

#include "terminal.hpp"

#include <gpseal/agent/guard_evidence.hpp>

#include <optional>
#include <string>

namespace gpseal::app {

/// What is loaded and whom it saw: the table's hash, and who sent requests in the clear to which server. Empty without
/// a table.
[[nodiscard]] std::string guard_text(const std::optional<agent::GuardEvidence>& guard, const Terminal& terminal);

} // namespace gpseal::app
