#pragma once

#include <gpseal/agent/smb_client_stack.hpp>

#include <string>

namespace gpseal::agent {

/// Everything in the table but its comment and the exemptions: fixed text, one for `enforce`, one for `audit`.
/// The sets `exempt4` and `exempt6` must stand before it.
[[nodiscard]] std::string guard_rules(GuardMode mode);

} // namespace gpseal::agent
