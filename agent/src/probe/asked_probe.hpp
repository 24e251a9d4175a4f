#pragma once

#include "probe/probe_record.hpp"
#include "probe/session_test.hpp"

#include <gpseal/agent/connection_probe.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>

namespace gpseal::agent {

/// Lets gpseal-probe, whom systemd starts for whoever connects, do what needs the network (README.md, "The probe's
/// records"), and judges what it tells. No answer in time, or one that is none, proves nothing: a canary and a test
/// connection are inconclusive then, and what domain controllers can do is not known. One that let us wait in vain is
/// not asked again: a run waits for it once.
class AskedProbe : public ConnectionProbe {
public:
    AskedProbe(std::filesystem::path socket, GuardLook guard) : socket_(std::move(socket)), guard_(std::move(guard)) {}

    [[nodiscard]] CanaryResult canary() override;
    [[nodiscard]] EffectiveState connect(const ProbeTarget& target, ProbeMethod method,
                                         const Credentials& credentials) override;
    [[nodiscard]] std::vector<ControllerAnswer> ask_controllers(const std::vector<std::string>& hosts) override;

private:
    template <typename T> Result<T> ask_for(const ProbeQuestion& question, std::chrono::seconds wait);

    std::filesystem::path socket_;
    GuardLook guard_;
    std::optional<Error> silent_; ///< it did not answer in time
};

} // namespace gpseal::agent
