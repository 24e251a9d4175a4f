#pragma once

#include <gpseal/agent/connection_probe.hpp>

namespace gpseal::agent {

/// Asks the machine itself whether the guard is in force: no server, no credential, no root.
///
/// Listens on 127.0.0.1 and, where there is one, ::1, and sends itself one request a connection, each with a random
/// nonce behind it. What must be cut: an SMB2 CREATE, an SMB1 request beyond negotiate, a compressed one, a
/// TREE_CONNECT with another request behind it. What must arrive: NEGOTIATE, SESSION_SETUP, TREE_CONNECT, TRANSFORM.
/// Ends within 3 seconds. A connection that somebody else accepted, bytes that are not ours, or packets that vanish
/// without a reset prove nothing: inconclusive.
[[nodiscard]] CanaryResult run_canary();

} // namespace gpseal::agent
