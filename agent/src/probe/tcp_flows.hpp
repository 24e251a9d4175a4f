#pragma once

#include "probe/ip_packet.hpp"
#include "probe/smb_wire.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace gpseal::agent {

struct WireServer {
    std::vector<IpAddress> addresses;
    std::uint16_t port = 445;
};

/// One TCP connection to the server, as far as it was seen.
struct FlowObservation {
    SmbConversation smb;
    bool fresh = false;           ///< opened while we looked, so seen from its first byte
    bool accepted = false;        ///< the server (or something for it) answered the SYN
    bool client_spoke = false;    ///< sent bytes
    bool server_spoke = false;    ///< answered with bytes
    bool reset_to_client = false; ///< cut by an RST before the client closed it
    bool client_closed_first = false;
    std::string incomplete; ///< why some of its bytes are not known; empty: all are

    bool operator==(const FlowObservation&) const = default;
};

/// Everything that went to and from one server while we looked.
struct WireObservation {
    std::vector<FlowObservation> flows;
    bool elsewhere = false; ///< a connection to an SMB port of some other server was opened meanwhile
    std::string incomplete; ///< why packets may be missing (of any flow); empty: none are

    bool operator==(const WireObservation&) const = default;
};

/// One direction of a TCP connection, put in order. Keeps only what came too early, at most `early_limit` bytes.
class TcpHalf {
public:
    static constexpr std::size_t early_limit = std::size_t{1} << 20U;

    [[nodiscard]] bool started() const { return started_; }
    void start(std::uint32_t first_sequence);
    /// Hands `sink` the bytes that became readable in order; duplicates are dropped.
    template <typename Sink> void segment(std::uint32_t sequence, std::span<const std::byte> bytes, Sink&& sink);
    void acknowledged(std::uint32_t sequence);
    void fin(std::uint32_t sequence);
    /// Bytes are missing: something came behind a hole, was acknowledged without having been seen, or was too much.
    [[nodiscard]] bool has_gap() const;

private:
    [[nodiscard]] std::int64_t position(std::uint32_t sequence) const;
    void keep(std::int64_t at, std::span<const std::byte> bytes);

    bool started_ = false;
    std::uint32_t first_ = 0;
    std::int64_t next_ = 0;  ///< bytes since first_ that were handed on
    std::int64_t acked_ = 0; ///< as many did the other side confirm
    std::int64_t fin_ = -1;
    bool overflow_ = false;
    std::size_t early_bytes_ = 0;
    std::map<std::int64_t, std::vector<std::byte>> early_;
};

/// Sorts IP packets into connections to one server and judges their bytes. Pure: the packets come from the caller.
/// A packet seen twice (loopback shows each as sent and as received) counts once.
class FlowTable {
public:
    static constexpr std::size_t flow_limit = 64;

    explicit FlowTable(WireServer server) : server_(std::move(server)) {}

    /// `packet` starts at the IP header.
    void packet(std::span<const std::byte> packet);
    /// Some packets never came here.
    void lost(std::string_view why);
    [[nodiscard]] WireObservation finish() &&;

private:
    struct Segment;
    struct Flow {
        FlowObservation seen;
        std::uint32_t client_start = 0; ///< the SYN's sequence number
        bool closed = false;
        TcpHalf to_server;
        TcpHalf to_client;
        SmbStream requests{WireDirection::to_server};
        SmbStream replies{WireDirection::to_client};
    };
    struct Key {
        IpAddress client;
        IpAddress server;
        std::uint16_t client_port;
        auto operator<=>(const Key&) const = default;
    };

    [[nodiscard]] bool is_server(const IpAddress& address, std::uint16_t port) const;
    void tcp(const Segment& segment);
    [[nodiscard]] Flow* find(const Key& key, const Segment& segment, bool opens);
    static void exchange(Flow& flow, const Segment& segment, WireDirection direction);
    static void bytes(Flow& flow, const Segment& segment, WireDirection direction);
    static void close(Flow& flow, const Segment& segment, WireDirection direction);
    [[nodiscard]] static FlowObservation conclude(Flow flow);

    WireServer server_;
    std::map<Key, Flow> open_;
    WireObservation done_;
};

} // namespace gpseal::agent
