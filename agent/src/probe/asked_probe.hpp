#pragma once

#include "probe/probe_record.hpp"
#include "probe/session_test.hpp"
#include "service/asked_part.hpp"

#include <gpseal/agent/connection_probe.hpp>

#include <chrono>
#include <filesystem>
#include <functional>

namespace gpseal::agent {

/// A socket that sees all packets to and from this port (open_packets).
using PacketSource = std::function<Result<UniqueFd>(std::uint16_t port)>;

/// Lets gpseal-probe do what needs the network or no rights (README.md, "The probe's records"), and judges what it
/// tells. No answer in time, or one that is none, proves nothing: a canary and a test connection are inconclusive then,
/// and what domain controllers can do is not known.
class AskedProbe : public ConnectionProbe {
public:
    /// It may not watch packets by itself: `packets` is asked for what it needs.
    AskedProbe(std::filesystem::path socket, PacketSource packets, GuardLook guard)
        : part_(std::move(socket), "gpseal-probe", probe_answer_max), packets_(std::move(packets)),
          guard_(std::move(guard))
    {
    }

    [[nodiscard]] CanaryResult canary() override;
    [[nodiscard]] EffectiveState connect(const ProbeTarget& target, ProbeMethod method,
                                         const Credentials& credentials) override;
    [[nodiscard]] std::vector<ControllerAnswer> ask_controllers(const std::vector<std::string>& hosts) override;
    /// As gpseal-probe reads smb.conf, which has no rights.
    [[nodiscard]] SettingsOfUser settings(const std::filesystem::path& smb_conf);

private:
    template <typename T>
    Result<T> ask_for(const ProbeQuestion& question, std::chrono::seconds wait, UniqueFd packets = UniqueFd());

    AskedPart part_;
    PacketSource packets_;
    GuardLook guard_;
};

} // namespace gpseal::agent
