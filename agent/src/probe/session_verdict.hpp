#pragma once

#include "probe/tcp_flows.hpp"

#include <gpseal/agent/connection_probe.hpp>
#include <gpseal/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace gpseal::agent {

/// What the client program said of itself.
struct ClientOutcome {
    bool succeeded = false; ///< it listed the folder or read the file
    std::string said;       ///< why not: "NT_STATUS_BAD_NETWORK_NAME", "errno 103", "exit code 1"
    /// libsmbclient's own word after the file was open; nullopt: the client has none, or nothing was open.
    std::optional<bool> encryption_on;

    bool operator==(const ClientOutcome&) const = default;
};

/// All that one test connection left behind.
struct SessionEvidence {
    std::optional<Error> connect; ///< why no TCP connection came about; nullopt: one did
    Result<ClientOutcome> client; ///< an error: it could not be run to its end
    Result<WireObservation> wire; ///< an error: nothing could be observed
    /// Requests in the clear of the test client's uid to this server that the guard cut meanwhile; nullopt: there is no
    /// guard, or it could not be asked.
    std::optional<std::uint64_t> guard_refusals;
};

/// The judgement, without target, method and time.
struct SessionVerdict {
    ProbeVerdict verdict = ProbeVerdict::inconclusive;
    std::string dialect;
    std::string cipher;
    bool is_signed = false;
    std::string error; ///< one clause; empty for `encrypted` only
};

/// Judges by what was observed on the wire, over all connections to the server while the test ran: no packet has to
/// be attributed to a process. What cannot be told apart is inconclusive and says why; a failed logon never says
/// anything about encryption.
[[nodiscard]] SessionVerdict judge_session(const SessionEvidence& evidence);

} // namespace gpseal::agent
