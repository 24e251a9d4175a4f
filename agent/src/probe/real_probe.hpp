#pragma once

#include "probe/controller_answers.hpp"
#include "probe/session_test.hpp"

#include <gpseal/agent/connection_probe.hpp>

#include <functional>
#include <utility>

namespace gpseal::agent {

/// The probe of a live machine: real clients, the real wire, and the guard's canary.
class RealConnectionProbe : public ConnectionProbe {
public:
    RealConnectionProbe(std::function<CanaryResult()> canary, SessionTestSettings settings)
        : canary_(std::move(canary)), settings_(std::move(settings))
    {
    }

    [[nodiscard]] CanaryResult canary() override { return canary_(); }
    [[nodiscard]] EffectiveState connect(const ProbeTarget& target, ProbeMethod method,
                                         const Credentials& credentials) override
    {
        return test_session(target, method, credentials, settings_);
    }
    [[nodiscard]] std::vector<ControllerAnswer> ask_controllers(const std::vector<std::string>& hosts) override
    {
        return agent::ask_controllers(hosts);
    }

private:
    std::function<CanaryResult()> canary_;
    SessionTestSettings settings_;
};

} // namespace gpseal::agent
