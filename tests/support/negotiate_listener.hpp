#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace gpseal::tests {

/// A listener on loopback that hears one client's first message and hangs up: what a client offers is what its
/// configuration came to, also where testparm gives no answer.
class NegotiateListener {
public:
    NegotiateListener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const any = reinterpret_cast<sockaddr*>(&address); // the socket API's own idiom
        ready_ =
            ::bind(socket_, any, size) == 0 && ::listen(socket_, 1) == 0 && ::getsockname(socket_, any, &size) == 0;
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { hear(); });
    }
    NegotiateListener(const NegotiateListener&) = delete;
    NegotiateListener& operator=(const NegotiateListener&) = delete;
    ~NegotiateListener()
    {
        finish();
        ::close(socket_);
    }

    [[nodiscard]] bool ready() const { return ready_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// The SMB2 dialects offered; 0 stands for SMB1. nullopt: nobody came.
    std::optional<std::vector<unsigned>> dialects()
    {
        finish();
        if (message_.size() < 8) {
            return std::nullopt;
        }
        if (static_cast<unsigned char>(message_[4]) == 0xff) {
            return std::vector<unsigned>{0};
        }
        const auto u16 = [this](std::size_t at) {
            return at + 1 < message_.size()
                       ? static_cast<unsigned>(static_cast<unsigned char>(message_[at])) |
                             static_cast<unsigned>(static_cast<unsigned char>(message_[at + 1])) << 8U
                       : 0U;
        };
        constexpr std::size_t negotiate = 4 + 64; // NBSS and SMB2 header; MS-SMB2 2.2.3
        std::vector<unsigned> offered;
        for (unsigned i = 0; i < u16(negotiate + 2); ++i) {
            offered.push_back(u16(negotiate + 36 + 2 * std::size_t{i}));
        }
        return offered;
    }

private:
    void hear()
    {
        pollfd wait{socket_, POLLIN, 0};
        if (::poll(&wait, 1, 10000) != 1) {
            return;
        }
        const int client = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        char chunk[4096];
        pollfd data{client, POLLIN, 0};
        if (client >= 0 && ::poll(&data, 1, 5000) == 1) {
            const auto got = ::read(client, chunk, sizeof chunk);
            message_.assign(chunk, got > 0 ? static_cast<std::size_t>(got) : 0);
        }
        ::close(client);
    }
    void finish()
    {
        if (thread_.joinable()) {
            ::shutdown(socket_, SHUT_RDWR);
            thread_.join();
        }
    }

    int socket_;
    bool ready_ = false;
    std::uint16_t port_ = 0;
    std::string message_;
    std::thread thread_;
};

} // namespace gpseal::tests
