#include "probe/session_trace.hpp"

#include "probe/client_command.hpp"
#include "probe/server_address.hpp"
#include "probe/wire_observer.hpp"

#include <netdb.h>

#include <algorithm>
#include <array>
#include <utility>

namespace gpseal::agent {

namespace {

constexpr std::chrono::milliseconds connect_deadline{5000};

/// As nft prints them.
std::vector<std::string> texts(const std::vector<ServerAddress>& addresses)
{
    std::vector<std::string> all;
    for (const auto& address : addresses) {
        std::array<char, NI_MAXHOST> text{};
        const auto* raw = reinterpret_cast<const sockaddr*>(&address.socket); // NOLINT: the socket API
        if (::getnameinfo(raw, address.size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0) {
            const std::string name(text.data());
            all.push_back(name.substr(0, name.find('%'))); // a link-local address without its interface
        }
    }
    return all;
}

WireServer wire_server(const std::vector<ServerAddress>& addresses, std::uint16_t port)
{
    WireServer server{.port = port};
    for (const auto& address : addresses) {
        server.addresses.push_back(address.ip);
    }
    return server;
}

Result<ClientOutcome> run_client(const ProbeTarget& target, ProbeMethod method, const Credentials& credentials,
                                 const ClientLimits& limits)
{
    switch (method) {
    case ProbeMethod::smbclient:
        return run_smbclient(target, credentials, limits);
    case ProbeMethod::libsmbclient:
        return run_libsmbclient(target, credentials, limits);
    }
    return fail(Errc::internal, "no such method");
}

} // namespace

SessionTrace trace_session(const ProbeTarget& target, ProbeMethod method, const Credentials& credentials,
                           const ClientLimits& limits, UniqueFd packets)
{
    SessionTrace trace{.evidence = {.client = fail(Errc::io, "the client was not run"), .wire = WireObservation{}},
                       .uid = static_cast<std::uint32_t>(client_uid(credentials))};
    auto& evidence = trace.evidence;
    const auto addresses = resolve_server(target.server, target.port);
    if (!addresses) {
        evidence.connect = addresses.error();
        return trace;
    }
    trace.addresses = texts(*addresses);
    auto observer = WireObserver::start(wire_server(*addresses, target.port), std::move(packets));
    if (auto connected = try_connect(*addresses, std::min(connect_deadline, limits.deadline)); !connected) {
        evidence.connect = connected.error();
    } else if (observer) {
        evidence.client = run_client(target, method, credentials, limits);
    }
    if (observer) {
        evidence.wire = (*observer)->stop();
    } else {
        evidence.wire = fail(observer.error());
    }
    return trace;
}

} // namespace gpseal::agent
