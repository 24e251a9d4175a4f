#pragma once

#include "probe/session_client.hpp"
#include "probe/session_trace.hpp"

#include <gpseal/agent/connection_probe.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

/// How many requests in the clear of this uid the guard has cut up to one moment on their way to one of these addresses
/// (as inet_ntop writes them) and this port: a number that only grows.
using GuardRefusals =
    std::function<std::uint64_t(const std::vector<std::string>& addresses, std::uint16_t port, std::uint32_t uid)>;
/// A look at the guard; empty, or nullopt: there is no guard or it cannot be asked.
using GuardLook = std::function<std::optional<GuardRefusals>()>;

struct SessionTestSettings {
    ClientLimits limits;
    GuardLook guard_refusals; ///< asked before and after a test
};

/// Lets `trace` make a test connection, with a look at the guard before and after it, and judges what was seen
/// (judge_session).
[[nodiscard]] EffectiveState test_session(const ProbeTarget& target, ProbeMethod method, const GuardLook& guard,
                                          const std::function<SessionTrace()>& trace);

/// The same with a connection of this process (trace_session).
[[nodiscard]] EffectiveState test_session(const ProbeTarget& target, ProbeMethod method, const Credentials& credentials,
                                          const SessionTestSettings& settings);

} // namespace gpseal::agent
