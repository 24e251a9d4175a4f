#pragma once

#include "probe/tcp_flows.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/base/result.hpp>

#include <memory>
#include <thread>

namespace gpseal::agent {

/// A packet socket that is still deaf and will hear only what goes to or from this port (packet_filter): for somebody
/// else, who cannot widen that. Needs CAP_NET_RAW (Errc::permission without).
[[nodiscard]] Result<UniqueFd> open_packets(std::uint16_t port);

/// As much room as is wanted for packets that wait, where we have CAP_NET_ADMIN; else as much as there may be.
void make_room_for_packets(int fd);

/// Watches what leaves and reaches this machine between start() and stop(), on all interfaces, for one server.
///
/// A packet is seen as it is sent, after netfilter's output hook: what the guard resets never shows. Reads on a thread
/// of its own, so that the caller may run a client.
class WireObserver {
public:
    /// Packets that are sent after this returned are seen. `given`: of open_packets() for the server's port; without,
    /// one is opened here.
    [[nodiscard]] static Result<std::unique_ptr<WireObserver>> start(const WireServer& server,
                                                                     UniqueFd given = UniqueFd());

    WireObserver(const WireObserver&) = delete;
    WireObserver& operator=(const WireObserver&) = delete;
    ~WireObserver();

    /// Everything seen, packets still queued included. Call once.
    [[nodiscard]] WireObservation stop();

private:
    WireObserver(UniqueFd packets, UniqueFd wake, const WireServer& server);

    void watch();
    void drain();
    void finish_watching();
    bool read_one();
    void ask_for_drops();

    UniqueFd packets_;
    UniqueFd wake_;
    std::vector<std::byte> buffer_;
    FlowTable table_;
    std::jthread thread_; ///< the only user of table_ until stop() joined it
};

} // namespace gpseal::agent
