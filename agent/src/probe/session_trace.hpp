#pragma once

#include "probe/session_client.hpp"
#include "probe/session_verdict.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/agent/connection_probe.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace gpseal::agent {

/// What a test connection left behind, before the guard's counters are looked at and before it is judged.
struct SessionTrace {
    SessionEvidence evidence;           ///< without guard_refusals
    std::vector<std::string> addresses; ///< of the server, as inet_ntop writes them
    std::uint32_t uid = 0;              ///< whose the client was
};

/// Connects with a real client stack and watches the wire, by the packet socket that is given (open_packets) or by one
/// of its own, which needs CAP_NET_RAW. Takes at most the deadline, 5 s to connect, and the resolver's time.
[[nodiscard]] SessionTrace trace_session(const ProbeTarget& target, ProbeMethod method, const Credentials& credentials,
                                         const ClientLimits& limits, UniqueFd packets = UniqueFd());

} // namespace gpseal::agent
