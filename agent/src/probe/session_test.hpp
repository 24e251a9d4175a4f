#pragma once

#include "probe/session_client.hpp"

#include <gpseal/agent/connection_probe.hpp>

#include <cstdint>
#include <functional>
#include <optional>

namespace gpseal::agent {

struct SessionTestSettings {
    ClientLimits limits;
    /// How many requests in the clear the guard has cut so far: a number that only grows. Asked before and after a
    /// test; empty, or nullopt: there is no guard or it cannot be asked.
    std::function<std::optional<std::uint64_t>()> guard_refusals;
};

/// Connects with a real client stack, watching the wire, and judges what was seen (judge_session). Takes at most the
/// deadline, 5 s to connect, and the resolver's time.
[[nodiscard]] EffectiveState test_session(const ProbeTarget& target, ProbeMethod method, const Credentials& credentials,
                                          const SessionTestSettings& settings);

} // namespace gpseal::agent
