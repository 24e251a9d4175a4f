#pragma once

#include "probe/session_verdict.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace gpseal::tests {

using namespace gpseal::agent;

inline constexpr std::uint32_t logon_failure = 0xC000006D;
inline constexpr std::uint32_t bad_network_name = 0xC00000CC;
inline constexpr std::uint32_t not_supported = 0xC00000BB;

/// A connection of the test that got as far as a successful logon.
inline FlowObservation logged_on(std::uint16_t dialect, std::uint16_t cipher)
{
    FlowObservation flow{
        .fresh = true, .accepted = true, .client_spoke = true, .server_spoke = true, .client_closed_first = true};
    flow.smb.negotiate_status = 0;
    flow.smb.negotiated = Negotiated{.dialect = dialect, .cipher = cipher};
    flow.smb.session_status = 0;
    flow.smb.lowest_offer = std::uint16_t{0x0300};
    return flow;
}

inline FlowObservation sealed()
{
    auto flow = logged_on(0x0311, 2);
    flow.smb.transforms_to_server = 4;
    flow.smb.transforms_to_client = 4;
    flow.smb.session_signed = true;
    return flow;
}

inline FlowObservation clear()
{
    auto flow = logged_on(0x0311, 0);
    flow.smb.clear_requests = 3;
    flow.smb.unsigned_requests = 3;
    flow.smb.first_clear_request = "CREATE";
    flow.smb.clear_replies = 3;
    return flow;
}

inline FlowObservation cut(std::uint16_t dialect, std::uint16_t cipher)
{
    auto flow = logged_on(dialect, cipher);
    flow.client_closed_first = false;
    flow.reset_to_client = true;
    return flow;
}

/// The tester's own connection before the client runs: no word is said on it.
inline FlowObservation knock()
{
    return {.fresh = true, .accepted = true, .client_closed_first = true};
}

inline SessionEvidence evidence(std::vector<FlowObservation> flows, ClientOutcome client)
{
    flows.insert(flows.begin(), knock());
    return {.client = std::move(client), .wire = WireObservation{.flows = std::move(flows)}};
}

inline const ClientOutcome worked{.succeeded = true};
inline const ClientOutcome failed{.said = "NT_STATUS_X"};

template <typename Change> FlowObservation with(FlowObservation flow, Change&& change)
{
    change(flow);
    return flow;
}

template <typename Change> SessionEvidence with(SessionEvidence what, Change&& change)
{
    change(what);
    return what;
}

struct Row {
    std::string name;
    SessionEvidence evidence;
    ProbeVerdict verdict;
    std::string error; ///< part of the text
};

inline void check(const std::vector<Row>& rows)
{
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto verdict = judge_session(row.evidence);
        CHECK(to_string(verdict.verdict) == to_string(row.verdict));
        CAPTURE(verdict.error);
        CHECK(verdict.error.find(row.error) != std::string::npos);
        CHECK(verdict.error.empty() == (verdict.verdict == ProbeVerdict::encrypted));
    }
}

} // namespace gpseal::tests
