#include "probe/server_attempt.hpp"

#include "service/errno_error.hpp"

#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace gpseal::agent {

namespace {

const sockaddr* generic(const ServerAddress& address)
{
    const void* socket = &address.socket;
    return static_cast<const sockaddr*>(socket);
}

std::string text_of(const ServerAddress& address)
{
    std::array<char, NI_MAXHOST> host{};
    return ::getnameinfo(generic(address), address.size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) == 0
               ? host.data()
               : "";
}

/// The two families in turn, as far as both are there, each in its own order (RFC 8305 section 4).
std::vector<ServerAddress> interleaved(const std::vector<ServerAddress>& addresses, std::size_t limit)
{
    std::vector<ServerAddress> first;
    std::vector<ServerAddress> second;
    for (const auto& address : addresses) {
        (address.socket.ss_family == addresses.front().socket.ss_family ? first : second).push_back(address);
    }
    std::vector<ServerAddress> mixed;
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
        for (const auto* family : {&first, &second}) {
            if (i < family->size() && mixed.size() < limit) {
                mixed.push_back((*family)[i]);
            }
        }
    }
    return mixed;
}

/// 0: connected; EINPROGRESS: not yet; else why not.
int connect_state(int fd)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) {
        return error != 0 ? error : errno;
    }
    sockaddr_storage peer{};
    size = sizeof peer;
    void* const place = &peer;
    return ::getpeername(fd, static_cast<sockaddr*>(place), &size) == 0 ? 0 : EINPROGRESS;
}

std::string seconds(std::chrono::milliseconds time)
{
    auto text = std::to_string(time.count() / 1000);
    const auto rest = time.count() % 1000;
    if (rest != 0) {
        auto digits = std::to_string(1000 + rest).substr(1);
        digits.erase(digits.find_last_not_of('0') + 1);
        text += "." + digits;
    }
    return text + " s";
}

} // namespace

ServerAttempt::ServerAttempt(ServerEndpoint server, const Terms& terms, Clock::time_point now)
    : server_(std::move(server)), begin_(now), timeout_(terms.timeout), dialogue_(terms.random, terms.details),
      next_connect_(now)
{
}

void ServerAttempt::resolved(const Result<std::vector<ServerAddress>>& addresses, SocketWatch& watch)
{
    if (stage_ != Stage::resolving) {
        return;
    }
    if (!addresses) {
        finish(addresses.error().message);
        return;
    }
    addresses_ = interleaved(*addresses, max_addresses);
    stage_ = Stage::connecting;
    connect_next(watch);
}

void ServerAttempt::connect_next(SocketWatch& watch)
{
    while (stage_ == Stage::connecting && next_address_ < addresses_.size()) {
        next_connect_ = Clock::now() + stagger;
        connect_to(next_address_++, watch);
        if (!candidates_.empty()) {
            return;
        }
    }
    if (stage_ == Stage::connecting && candidates_.empty()) {
        finish(errno_error(connect_error_, "cannot connect", {}).message);
    }
}

void ServerAttempt::connect_to(std::size_t index, SocketWatch& watch)
{
    const auto& address = addresses_[index];
    Candidate candidate{UniqueFd(::socket(address.socket.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
                        index};
    if (!candidate.fd) {
        connect_error_ = errno;
        return;
    }
    const int on = 1;
    (void)::setsockopt(candidate.fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(candidate.fd.get(), generic(address), address.size) == 0) {
        connected(std::move(candidate), watch);
    } else if (errno == EINPROGRESS) {
        watch.watch(candidate.fd.get(), EPOLLOUT);
        candidates_.push_back(std::move(candidate));
    } else {
        connect_error_ = errno;
    }
}

void ServerAttempt::connect_ready(int fd, SocketWatch& watch)
{
    const auto found = std::find_if(candidates_.begin(), candidates_.end(),
                                    [fd](const Candidate& candidate) { return candidate.fd.get() == fd; });
    const int error = connect_state(fd);
    if (found == candidates_.end() || error == EINPROGRESS) {
        return;
    }
    auto candidate = std::move(*found);
    candidates_.erase(found);
    if (error == 0 || error == ECONNRESET) { // a reset comes after the handshake only: the server took us, and let go
        connected(std::move(candidate), watch);
    } else {
        connect_error_ = error;
        candidate.fd.reset();
        connect_next(watch); // a failure need not wait for the next one's time
    }
}

void ServerAttempt::connected(Candidate candidate, SocketWatch& watch)
{
    const auto winner = addresses_[candidate.address];
    addresses_ = {winner}; // further questions go to the same server
    address_ = text_of(winner);
    candidates_.clear();
    socket_ = std::move(candidate.fd);
    stage_ = Stage::talking;
    request_ = dialogue_.request();
    send_more(watch);
}

void ServerAttempt::send_more(SocketWatch& watch)
{
    while (!request_.empty()) {
        const auto sent = ::send(socket_.get(), request_.data(), request_.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0) {
            break; // full, or gone: what is there to read tells
        }
        request_.erase(request_.begin(), request_.begin() + sent);
    }
    watch.watch(socket_.get(), request_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

void ServerAttempt::receive(SocketWatch& watch)
{
    std::array<std::byte, 16384> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): recv fills it
    const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got > 0) {
        proceed(dialogue_.received(std::span(buffer).first(static_cast<std::size_t>(got))), watch);
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        proceed(dialogue_.hung_up(), watch);
    }
}

void ServerAttempt::proceed(NegotiateDialogue::Next next, SocketWatch& watch)
{
    switch (next) {
    case NegotiateDialogue::Next::read_on:
        return;
    case NegotiateDialogue::Next::reconnect:
        socket_.reset();
        stage_ = Stage::connecting;
        next_address_ = 0;
        connect_next(watch);
        return;
    case NegotiateDialogue::Next::finished:
        socket_.reset();
        stage_ = Stage::done;
        return;
    }
}

void ServerAttempt::ready(int fd, std::uint32_t events, SocketWatch& watch)
{
    if (stage_ == Stage::connecting) {
        connect_ready(fd, watch);
        return;
    }
    if (stage_ != Stage::talking || fd != socket_.get()) {
        return;
    }
    if ((events & EPOLLOUT) != 0 && !request_.empty()) {
        send_more(watch);
    }
    if ((events & ~std::uint32_t{EPOLLOUT}) != 0) {
        receive(watch);
    }
}

void ServerAttempt::wake(Clock::time_point now, SocketWatch& watch)
{
    if (is_done()) {
        return;
    }
    if (now >= begin_ + timeout_) {
        finish(out_of_time());
    } else if (stage_ == Stage::connecting && now >= next_connect_) {
        connect_next(watch);
    }
}

ServerAttempt::Clock::time_point ServerAttempt::wake_at() const
{
    const auto end = begin_ + timeout_;
    return stage_ == Stage::connecting && next_address_ < addresses_.size() ? std::min(end, next_connect_) : end;
}

bool ServerAttempt::is_brisk(Clock::time_point now) const
{
    constexpr std::chrono::milliseconds connect_time{100};
    constexpr std::chrono::milliseconds answer_time{1000};
    switch (stage_) {
    case Stage::connecting:
        return now < begin_ + connect_time;
    case Stage::talking:
        return now < begin_ + answer_time;
    case Stage::resolving:
    case Stage::done:
        break;
    }
    return false;
}

std::string ServerAttempt::out_of_time() const
{
    const auto within = " within " + seconds(timeout_);
    switch (stage_) {
    case Stage::resolving:
        return "the name does not resolve" + within;
    case Stage::connecting:
        return address_.empty() ? "nobody answers" + within : "takes no further connection" + within;
    case Stage::talking:
    case Stage::done:
        break;
    }
    return dialogue_.bytes_received() == 0 ? "connects, but gives no answer" + within
                                           : "connects, but its answer is not whole" + within;
}

void ServerAttempt::finish(std::string problem)
{
    candidates_.clear();
    socket_.reset();
    stage_ = Stage::done;
    dialogue_.give_up(std::move(problem));
}

ServerReport ServerAttempt::report(Clock::time_point now) const
{
    auto report = describe_server(dialogue_.facts());
    report.server = server_;
    report.address = address_;
    report.reachable = !address_.empty();
    report.took = std::chrono::ceil<std::chrono::milliseconds>(now - begin_);
    return report;
}

} // namespace gpseal::agent
