#pragma once

#include "probe/tcp_flows.hpp"
#include "service/unique_fd.hpp"

#include <gpseal/base/result.hpp>

#include <memory>
#include <thread>

namespace gpseal::agent {

/// Watches what leaves and reaches this machine between start() and stop(), on all interfaces, for one server.
///
/// A packet is seen as it is sent, after netfilter's output hook: what the guard resets never shows. Needs
/// CAP_NET_RAW (Errc::permission without). Reads on a thread of its own, so that the caller may run a client.
class WireObserver {
public:
    /// Packets that are sent after this returned are seen.
    [[nodiscard]] static Result<std::unique_ptr<WireObserver>> start(const WireServer& server);

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
