#include "probe/canary.hpp"

#include "service/unique_fd.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gpseal::agent {

namespace {

using Clock = std::chrono::steady_clock;
using Payload = std::string;

constexpr std::chrono::milliseconds whole_deadline{3000};
constexpr std::chrono::milliseconds one_deadline{700};
constexpr std::size_t nonce_size = 16;
constexpr std::size_t header_size = 64;

/// What became of one request.
enum class Fate { arrived, cut, lost, foreign };

struct Request {
    std::string_view name;
    Payload payload; ///< without the nonce
    bool must_arrive = false;
};

/// NBSS length, then `body` and the nonce that will follow it.
Payload framed(const Payload& body)
{
    const auto length = body.size() + nonce_size;
    return Payload{'\0', static_cast<char>(length >> 16U & 0xffU), static_cast<char>(length >> 8U & 0xffU),
                   static_cast<char>(length & 0xffU)} +
           body;
}

/// An SMB2 header (MS-SMB2 2.2.1.2) and a body of zeros.
Payload smb2_request(char command, char next_command = 0)
{
    constexpr std::size_t command_offset = 12;
    constexpr std::size_t next_offset = 20;
    constexpr std::size_t body_size = 56;
    Payload text("\xfeSMB\x40", 5);
    text.resize(header_size + body_size, '\0');
    text[command_offset] = command;
    text[next_offset] = next_command;
    return framed(text);
}

std::vector<Request> requests()
{
    constexpr char negotiate = 0;
    constexpr char session_setup = 1;
    constexpr char tree_connect = 3;
    constexpr char create = 5;
    constexpr char rider_offset = 120;
    const Payload smb1_session_setup = Payload("\xffSMB\x73", 5) + Payload(27, '\0');
    const Payload compressed = Payload("\xfcSMB", 4) + Payload(60, '\0');
    const Payload transform = Payload("\xfdSMB", 4) + Payload(100, '\0');
    return {{"a CREATE in the clear", smb2_request(create)},
            {"an SMB1 request", framed(smb1_session_setup)},
            {"a compressed request", framed(compressed)},
            {"a request behind a tree connect", smb2_request(tree_connect, rider_offset)},
            {"a negotiate", smb2_request(negotiate), true},
            {"a session setup", smb2_request(session_setup), true},
            {"a tree connect", smb2_request(tree_connect), true},
            {"an encrypted request", framed(transform), true}};
}

/// A loopback address of either family.
struct Address {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_storage);

    [[nodiscard]] sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); } // NOLINT: the socket API
    bool operator==(const Address& other) const
    {
        return size == other.size && std::memcmp(&storage, &other.storage, size) == 0;
    }
};

Address loopback(int family)
{
    Address address;
    if (family == AF_INET) {
        auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage); // NOLINT: the socket API
        v4->sin_family = AF_INET;
        v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.size = sizeof(*v4);
    } else {
        auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage); // NOLINT: the socket API
        v6->sin6_family = AF_INET6;
        v6->sin6_addr = in6addr_loopback;
        address.size = sizeof(*v6);
    }
    return address;
}

struct Listener {
    UniqueFd fd;
    Address address; ///< with its port
};

/// No descriptor: this machine has no such loopback address, or no port left; errno says which.
Listener listen_on(int family)
{
    Listener listener{UniqueFd(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), loopback(family)};
    auto& address = listener.address;
    constexpr int backlog = 64;
    if (!listener.fd || ::bind(listener.fd.get(), address.raw(), address.size) != 0 ||
        ::listen(listener.fd.get(), backlog) != 0 ||
        ::getsockname(listener.fd.get(), address.raw(), &address.size) != 0) {
        listener.fd.reset();
    }
    return listener;
}

bool wait_for(int fd, short events, Clock::time_point end)
{
    pollfd entry{fd, events, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    return left > 0 && ::poll(&entry, 1, static_cast<int>(left)) > 0;
}

/// Both ends of one connection; no descriptors when it did not come about.
struct Connection {
    UniqueFd client;
    UniqueFd server;
    bool stranger = false; ///< somebody else connected to our listener as well, and was hung up on
};

Connection connect_to(Listener& listener, Clock::time_point end)
{
    Connection made{
        UniqueFd(::socket(listener.address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), {}};
    Address ours;
    if (!made.client ||
        (::connect(made.client.get(), listener.address.raw(), listener.address.size) != 0 && errno != EINPROGRESS) ||
        ::getsockname(made.client.get(), ours.raw(), &ours.size) != 0) {
        return made;
    }
    while (wait_for(listener.fd.get(), POLLIN, end)) { // else refused, dropped, or redirected to another listener
        Address peer;
        UniqueFd server(::accept4(listener.fd.get(), peer.raw(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!server || ours == peer) {
            made.server = std::move(server);
            return made;
        }
        made.stranger = true;
    }
    return made;
}

Payload make_nonce()
{
    Payload nonce(nonce_size, '\0');
    return ::getrandom(nonce.data(), nonce.size(), 0) == static_cast<ssize_t>(nonce.size()) ? nonce : Payload{};
}

/// Reads what there is; false at the end of the stream or an error.
bool drain(int fd, Payload& into)
{
    std::array<char, 1024> buffer{};
    errno = 0; // the end of the stream is not a reset
    const auto got = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (got > 0) {
        into.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

/// Waits until the server end has all of `sent`, or the client end is reset.
Fate follow(const Connection& connection, const Payload& sent, Clock::time_point end)
{
    Payload received;
    Payload reply;
    while (Clock::now() < end) {
        std::array<pollfd, 2> entries{{{connection.server.get(), POLLIN, 0}, {connection.client.get(), POLLIN, 0}}};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
        if (::poll(entries.data(), entries.size(), static_cast<int>(left)) < 0 && errno != EINTR) {
            return Fate::lost;
        }
        const bool server_open = entries[0].revents == 0 || drain(connection.server.get(), received);
        if (received == sent) {
            return Fate::arrived;
        }
        if (!sent.starts_with(received)) {
            return Fate::foreign;
        }
        if (entries[1].revents != 0 && !drain(connection.client.get(), reply)) {
            return errno == ECONNRESET && received.empty() ? Fate::cut : Fate::lost;
        }
        if (!reply.empty()) {
            return Fate::foreign; // our listener never answers
        }
        if (!server_open) {
            return Fate::lost;
        }
    }
    return Fate::lost;
}

Fate try_request(Listener& listener, const Request& request, Clock::time_point whole_end)
{
    const auto end = std::min(whole_end, Clock::now() + one_deadline);
    const auto nonce = make_nonce();
    const auto connection = connect_to(listener, end);
    if (nonce.empty() || !connection.client || !connection.server) {
        return connection.stranger ? Fate::foreign : Fate::lost;
    }
    const auto sent = request.payload + nonce;
    if (::send(connection.client.get(), sent.data(), sent.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(sent.size())) {
        return Fate::lost;
    }
    return follow(connection, sent, end);
}

/// What all requests over both families showed; names are those of the first request that decided.
struct Findings {
    std::string arrived;  ///< must have been cut, and was not
    std::string blocked;  ///< must have arrived, and was cut
    std::string unclear;  ///< neither cut nor arrived, or not by us
    bool foreign = false; ///< that was somebody's doing who came between
};

void note(std::string& slot, const Request& request, int family)
{
    slot = slot.empty() ? std::string(request.name) + (family == AF_INET ? " to 127.0.0.1" : " to ::1") : slot;
}

void try_family(Listener& listener, Clock::time_point end, Findings& findings)
{
    const int family = listener.address.storage.ss_family;
    for (const auto& request : requests()) {
        const auto fate = try_request(listener, request, end);
        if (fate == Fate::arrived && !request.must_arrive) {
            note(findings.arrived, request, family);
        } else if (fate == Fate::cut && request.must_arrive) {
            note(findings.blocked, request, family);
        } else if (fate == Fate::lost || fate == Fate::foreign) {
            note(findings.unclear, request, family);
            findings.foreign = findings.foreign || fate == Fate::foreign;
            return; // something between us and ourselves: more of it would only take time
        }
    }
}

CanaryResult conclude(const Findings& findings)
{
    CanaryResult result{.at = std::chrono::system_clock::now()};
    if (!findings.arrived.empty()) {
        result.refused = false;
        result.detail = findings.arrived + " arrived: the guard does not cut it";
    } else if (!findings.unclear.empty()) {
        result.detail = findings.unclear + " neither arrived nor was reset: something else stands in the way";
    } else if (!findings.blocked.empty()) {
        result.detail = findings.blocked + " was reset although it must pass: something else stands in the way";
    } else {
        result.refused = true;
        result.detail = "every request in the clear was reset, handshake and encrypted requests arrived";
    }
    return result;
}

} // namespace

CanaryResult run_canary()
{
    constexpr int attempts = 3; // any local user may knock at our listener
    const auto end = Clock::now() + whole_deadline;
    Findings findings{.foreign = true};
    for (int i = 0; i < attempts && findings.foreign && findings.arrived.empty() && Clock::now() < end; ++i) {
        findings = {};
        auto v4 = listen_on(AF_INET);
        if (!v4.fd) {
            return {.detail = "cannot listen on 127.0.0.1", .at = std::chrono::system_clock::now()};
        }
        try_family(v4, end, findings);
        if (auto v6 = listen_on(AF_INET6); v6.fd) {
            try_family(v6, end, findings);
        }
    }
    return conclude(findings);
}

} // namespace gpseal::agent
