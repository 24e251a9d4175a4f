#pragma once

#include "probe/negotiate_dialogue.hpp"
#include "probe/server_address.hpp"
#include "service/unique_fd.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace gpseal::agent {

/// Tells a loop which descriptors to watch; a closed one is forgotten by the kernel itself.
class SocketWatch {
public:
    SocketWatch() = default;
    SocketWatch(const SocketWatch&) = delete;
    SocketWatch& operator=(const SocketWatch&) = delete;
    virtual ~SocketWatch() = default;

    /// `events` of epoll; a descriptor that is watched already gets these instead.
    virtual void watch(int fd, std::uint32_t events) = 0;
};

/// The asking of one server, from its addresses to its row. Never blocks; whoever owns it calls back when a socket is
/// ready or `wake_at` has come. Tries the addresses `stagger` apart (RFC 8305) and asks the first that connects.
class ServerAttempt {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds stagger{250};
    static constexpr std::size_t max_addresses = 4; ///< and so the sockets open at once

    struct Terms {
        std::chrono::milliseconds timeout{};
        bool details = false;
        NegotiateRandom random;
    };

    ServerAttempt(ServerEndpoint server, const Terms& terms, Clock::time_point now);

    void resolved(const Result<std::vector<ServerAddress>>& addresses, SocketWatch& watch);
    void ready(int fd, std::uint32_t events, SocketWatch& watch);
    void wake(Clock::time_point now, SocketWatch& watch);

    [[nodiscard]] const ServerEndpoint& server() const { return server_; }
    [[nodiscard]] bool is_done() const { return stage_ == Stage::done; }
    [[nodiscard]] Clock::time_point wake_at() const;
    /// Whether it is of those that keep servers, the network or this machine busy now: young, and not just waiting.
    [[nodiscard]] bool is_brisk(Clock::time_point now) const;
    [[nodiscard]] ServerReport report(Clock::time_point now) const;

private:
    enum class Stage { resolving, connecting, talking, done };
    struct Candidate {
        UniqueFd fd;
        std::size_t address = 0;
    };

    void connect_next(SocketWatch& watch);
    void connect_to(std::size_t address, SocketWatch& watch);
    void connect_ready(int fd, SocketWatch& watch);
    void connected(Candidate candidate, SocketWatch& watch);
    void send_more(SocketWatch& watch);
    void receive(SocketWatch& watch);
    void proceed(NegotiateDialogue::Next next, SocketWatch& watch);
    void finish(std::string problem);
    [[nodiscard]] std::string out_of_time() const;

    ServerEndpoint server_;
    Clock::time_point begin_;
    std::chrono::milliseconds timeout_;
    NegotiateDialogue dialogue_;
    Stage stage_ = Stage::resolving;
    std::vector<ServerAddress> addresses_;
    std::size_t next_address_ = 0;
    Clock::time_point next_connect_;
    int connect_error_ = 0;
    std::vector<Candidate> candidates_; ///< connecting
    UniqueFd socket_;                   ///< connected
    std::string address_;               ///< of the server, once it was connected to
    std::vector<std::byte> request_;    ///< what is left of it to send
};

} // namespace gpseal::agent
