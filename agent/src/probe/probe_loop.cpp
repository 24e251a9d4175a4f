#include "probe/probe_loop.hpp"

#include "probe/name_resolver.hpp"
#include "probe/server_attempt.hpp"
#include "service/errno_error.hpp"

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <map>
#include <unordered_map>

namespace gpseal::agent {

namespace {

using Clock = ServerAttempt::Clock;

/// How many servers can be asked at once without running out of descriptors; asks the kernel for more of them first.
std::size_t affordable(std::size_t wanted)
{
    constexpr rlim_t others = 64; // standard streams, epoll, the resolver's sockets
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 1;
    }
    const rlim_t needed = others + wanted * ServerAttempt::max_addresses;
    if (limit.rlim_cur < needed && limit.rlim_cur < limit.rlim_max) {
        auto raised = limit;
        raised.rlim_cur = std::min(needed, limit.rlim_max);
        limit = ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised : limit;
    }
    const auto left = limit.rlim_cur > others ? limit.rlim_cur - others : 0;
    return std::clamp<std::size_t>(left / ServerAttempt::max_addresses, 1, std::max<std::size_t>(wanted, 1));
}

bool is_address(const std::string& host)
{
    in6_addr address{};
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1 || ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

/// Attempts that wait cost nothing and may be many; those that are under way are few, else servers that share a machine
/// or a line would be slowed by us beyond the time-out.
constexpr std::size_t max_brisk = 64;

const std::string& host_of(const ServerEndpoint& server)
{
    return server.address.empty() ? server.name : server.address;
}

class ProbeLoop : private SocketWatch {
public:
    ProbeLoop(std::span<const ServerEndpoint> servers, const ProbeTerms& terms, const ReportSink& sink)
        : servers_(servers), terms_(terms), sink_(sink), parallel_(affordable(terms.parallel))
    {
        for (std::size_t i = 0; i < servers.size(); ++i) {
            (is_address(host_of(servers[i])) ? addresses_ : names_).push_back(i);
        }
    }

    Result<void> run();

private:
    void watch(int fd, std::uint32_t events) override;
    void admit(NameResolver& resolver);
    void begin(std::size_t index);
    void take_answers(NameResolver& resolver);
    void dispatch(const epoll_event& event);
    void wake_late_ones();
    void collect(std::size_t index);
    [[nodiscard]] int wait_time() const;

    std::span<const ServerEndpoint> servers_;
    const ProbeTerms& terms_;
    const ReportSink& sink_;
    const std::size_t parallel_;
    std::deque<std::size_t> addresses_; ///< to be asked, by place in `servers_`
    std::deque<std::size_t> names_;     ///< to be looked up first
    std::map<std::size_t, ServerAttempt> running_;
    UniqueFd epoll_;
    std::size_t current_ = 0; ///< whose sockets watch() is told of
    /// Which attempt a descriptor belongs to. An event of one that was closed meanwhile finds its successor, which is
    /// not ready and says so.
    std::unordered_map<int, std::size_t> owners_;
};

void ProbeLoop::watch(int fd, std::uint32_t events)
{
    epoll_event event{.events = events, .data = {.fd = fd}};
    owners_[fd] = current_;
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) != 0) {
        (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event); // without it, the time-out ends the attempt
    }
}

void ProbeLoop::begin(std::size_t index)
{
    ServerAttempt::Terms terms{.timeout = terms_.timeout, .details = terms_.details, .random = {}};
    // no secret, and zeros would do: two probes should not look alike
    [[maybe_unused]] const auto filled = ::getrandom(&terms.random, sizeof terms.random, 0);
    current_ = index;
    running_.emplace(index, ServerAttempt(servers_[index], terms, Clock::now()));
}

void ProbeLoop::admit(NameResolver& resolver)
{
    const auto now = Clock::now();
    auto brisk = static_cast<std::size_t>(std::count_if(
        running_.begin(), running_.end(), [now](const auto& entry) { return entry.second.is_brisk(now); }));
    for (; running_.size() < parallel_ && brisk < max_brisk && !names_.empty() && resolver.has_room(); ++brisk) {
        const auto index = names_.front();
        names_.pop_front();
        begin(index);
        const auto& server = servers_[index];
        if (const auto asked = resolver.ask(index, host_of(server), server.port); !asked) {
            running_.at(index).resolved(fail(asked.error()), *this);
            collect(index);
        }
    }
    for (; running_.size() < parallel_ && brisk < max_brisk && !addresses_.empty(); ++brisk) {
        const auto index = addresses_.front();
        addresses_.pop_front();
        begin(index);
        const auto& server = servers_[index];
        running_.at(index).resolved(resolve_server(host_of(server), server.port), *this);
        collect(index);
    }
}

void ProbeLoop::take_answers(NameResolver& resolver)
{
    for (const auto& answer : resolver.answers()) {
        current_ = answer.token;
        if (const auto found = running_.find(current_); found != running_.end()) {
            found->second.resolved(answer.addresses, *this);
            collect(current_);
        }
    }
}

void ProbeLoop::dispatch(const epoll_event& event)
{
    const auto owner = owners_.find(event.data.fd);
    if (owner == owners_.end()) {
        return;
    }
    current_ = owner->second;
    if (const auto found = running_.find(current_); found != running_.end()) {
        found->second.ready(event.data.fd, event.events, *this);
        collect(current_);
    }
}

void ProbeLoop::wake_late_ones()
{
    const auto now = Clock::now();
    for (auto next = running_.begin(); next != running_.end();) {
        auto& [index, attempt] = *next++;
        if (attempt.wake_at() <= now) {
            current_ = index;
            attempt.wake(now, *this);
            collect(current_);
        }
    }
}

void ProbeLoop::collect(std::size_t index)
{
    const auto found = running_.find(index);
    if (found->second.is_done()) {
        const auto report = found->second.report(Clock::now());
        running_.erase(found);
        sink_(index, report);
    }
}

int ProbeLoop::wait_time() const
{
    auto earliest = Clock::time_point::max();
    for (const auto& [index, attempt] : running_) {
        earliest = std::min(earliest, attempt.wake_at());
    }
    constexpr long long longest = 1000;
    constexpr long long while_held_back = 20; // attempts stop being brisk without an event
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(earliest - Clock::now()).count();
    const bool held_back = !(addresses_.empty() && names_.empty()) && running_.size() < parallel_;
    return static_cast<int>(std::clamp<long long>(left, 0, held_back ? while_held_back : longest));
}

Result<void> ProbeLoop::run()
{
    epoll_ = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
    auto resolver = NameResolver::make();
    if (!epoll_ || !resolver) {
        return fail(errno_error("cannot wait for servers", {}));
    }
    epoll_event event{.events = EPOLLIN, .data = {.fd = resolver->descriptor()}};
    (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, resolver->descriptor(), &event);
    std::array<epoll_event, 256> events{};
    for (admit(*resolver); !running_.empty() || !names_.empty() || !addresses_.empty(); admit(*resolver)) {
        const auto count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait_time());
        if (count < 0 && errno != EINTR) {
            return fail(errno_error("cannot wait for servers", {}));
        }
        for (int i = 0; i < count; ++i) {
            const auto& ready = events.at(static_cast<std::size_t>(i));
            if (ready.data.fd == resolver->descriptor()) {
                take_answers(*resolver);
            } else {
                dispatch(ready);
            }
        }
        if (count <
            static_cast<int>(events.size())) { // what has arrived counts, also when we were kept from reading it
            wake_late_ones();
        }
    }
    return {};
}

} // namespace

Result<void> probe_servers(std::span<const ServerEndpoint> servers, const ProbeTerms& terms, const ReportSink& sink)
{
    return ProbeLoop(servers, terms, sink).run();
}

} // namespace gpseal::agent
