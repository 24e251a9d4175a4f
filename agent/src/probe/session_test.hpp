#pragma once

#include "probe/session_client.hpp"

#include <gpseal/agent/connection_probe.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

struct SessionTestSettings {
    ClientLimits limits;
    /// How many requests in the clear of this uid the guard has cut so far on their way to one of these addresses (as
    /// inet_ntop writes them) and this port: a number that only grows. Asked before and after a test; empty, or
    /// nullopt: there is no guard or it cannot be asked.
    std::function<std::optional<std::uint64_t>(const std::vector<std::string>& addresses, std::uint16_t port,
                                               std::uint32_t uid)>
        guard_refusals;
};

/// Connects with a real client stack, watching the wire, and judges what was seen (judge_session). Takes at most the
/// deadline, 5 s to connect, and the resolver's time.
[[nodiscard]] EffectiveState test_session(const ProbeTarget& target, ProbeMethod method, const Credentials& credentials,
                                          const SessionTestSettings& settings);

} // namespace gpseal::agent
