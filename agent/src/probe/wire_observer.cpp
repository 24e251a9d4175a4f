#include "probe/wire_observer.hpp"

#include "probe/packet_filter.hpp"
#include "service/errno_error.hpp"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace gpseal::agent {

namespace {

constexpr int receive_buffer = 64 << 20;
constexpr std::size_t largest_packet = std::size_t{1} << 19U; ///< "BIG TCP" segments are larger than 64 KiB
constexpr int settle_ms = 20;                                 ///< replies on their way when the client has ended
constexpr std::chrono::seconds drain_limit{2};

Result<void> attach_filter(int fd, const WireServer& server)
{
    auto program = packet_filter(server);
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    if (::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0) {
        return fail(errno_error("cannot filter packets", {}));
    }
    return {};
}

/// Loopback leads every packet through twice; other interfaces may be stacked. All copies are taken, the flow table
/// drops what it knows.
Result<void> listen_everywhere(int fd)
{
    sockaddr_ll everywhere{};
    everywhere.sll_family = AF_PACKET;
    everywhere.sll_protocol = htons(ETH_P_ALL);
    const void* address = &everywhere;
    if (::bind(fd, static_cast<const sockaddr*>(address), sizeof everywhere) != 0) {
        return fail(errno_error("cannot watch the network", {}));
    }
    return {};
}

/// Protocol 0: nothing is delivered before it is bound.
Result<UniqueFd> open_filtered(const WireServer& server)
{
    UniqueFd packets(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!packets) {
        return fail(errno_error("cannot watch the network", {}));
    }
    make_room_for_packets(packets.get());
    if (auto done = attach_filter(packets.get(), server); !done) {
        return fail(done.error());
    }
    return packets;
}

} // namespace

Result<UniqueFd> open_packets(std::uint16_t port)
{
    auto packets = open_filtered({.addresses = {}, .port = port});
    const int locked = 1;
    if (packets && ::setsockopt(packets->get(), SOL_SOCKET, SO_LOCK_FILTER, &locked, sizeof locked) != 0) {
        return fail(errno_error("cannot lock the packet filter", {}));
    }
    return packets;
}

void make_room_for_packets(int fd)
{
    if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer, sizeof receive_buffer) != 0) {
        // without CAP_NET_ADMIN the usual limit holds; what does not fit is counted and reported
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
}

Result<std::unique_ptr<WireObserver>> WireObserver::start(const WireServer& server, UniqueFd given)
{
    if (server.addresses.size() > filter_address_limit) {
        return fail(Errc::limit_exceeded, "more than " + std::to_string(filter_address_limit) + " addresses");
    }
    auto packets = given ? Result<UniqueFd>(std::move(given)) : open_filtered(server);
    if (!packets) {
        return fail(packets.error());
    }
    UniqueFd wake(::eventfd(0, EFD_CLOEXEC));
    if (!wake) {
        return fail(errno_error("cannot make an event", {}));
    }
    if (auto done = listen_everywhere(packets->get()); !done) {
        return fail(done.error());
    }
    return std::unique_ptr<WireObserver>(new WireObserver(*std::move(packets), std::move(wake), server));
}

WireObserver::WireObserver(UniqueFd packets, UniqueFd wake, const WireServer& server)
    : packets_(std::move(packets)), wake_(std::move(wake)), buffer_(largest_packet), table_(server),
      thread_([this] { watch(); })
{
}

bool WireObserver::read_one()
{
    const auto got = ::recv(packets_.get(), buffer_.data(), buffer_.size(), MSG_TRUNC);
    if (got < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            // ENETDOWN: an interface went away while it was watched
            table_.lost("watching the network failed: " + std::string(std::strerror(errno)));
        }
        return false;
    }
    const auto size = static_cast<std::size_t>(got);
    if (size > buffer_.size()) {
        table_.lost("a packet was larger than " + std::to_string(largest_packet) + " bytes");
        return true;
    }
    table_.packet(std::span(buffer_).first(size));
    return true;
}

void WireObserver::watch()
{
    constexpr int between_looks = 1024; // a busy connection must not keep us from seeing that we shall stop
    std::array<pollfd, 2> waits = {pollfd{packets_.get(), POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0}};
    while (waits[1].revents == 0) {
        if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) {
            table_.lost("waiting for packets failed");
            return;
        }
        for (int i = 0; i < between_looks && read_one(); ++i) {
        }
    }
    drain();
}

void WireObserver::drain()
{
    const auto end = std::chrono::steady_clock::now() + drain_limit;
    pollfd wait{packets_.get(), POLLIN, 0};
    while (::poll(&wait, 1, settle_ms) > 0 && read_one()) {
        if (std::chrono::steady_clock::now() > end) {
            table_.lost("the traffic did not end with the test");
            return;
        }
    }
}

void WireObserver::ask_for_drops()
{
    tpacket_stats stats{};
    socklen_t size = sizeof stats;
    if (::getsockopt(packets_.get(), SOL_PACKET, PACKET_STATISTICS, &stats, &size) != 0 || stats.tp_drops != 0) {
        table_.lost("the kernel dropped " + std::to_string(stats.tp_drops) + " packets of the observation");
    }
}

void WireObserver::finish_watching()
{
    const std::uint64_t one = 1;
    while (::write(wake_.get(), &one, sizeof one) < 0 && errno == EINTR) {
    }
    thread_.join();
}

WireObserver::~WireObserver()
{
    if (thread_.joinable()) {
        finish_watching();
    }
}

WireObservation WireObserver::stop()
{
    finish_watching();
    ask_for_drops();
    return std::move(table_).finish();
}

} // namespace gpseal::agent
