#include "probe/tcp_flows.hpp"

#include "probe/ip_packet.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <algorithm>
#include <utility>

namespace gpseal::agent {

namespace {

constexpr std::uint16_t flag_fin = 0x01;
constexpr std::uint16_t flag_syn = 0x02;
constexpr std::uint16_t flag_rst = 0x04;
constexpr std::uint16_t flag_ack = 0x10;

/// Whether a segment in the middle of a connection starts with a frame: nothing before it is known, so it must show.
bool starts_with_frame(std::span<const std::byte> bytes)
{
    ByteReader in(bytes);
    const auto type = in.u8();
    in.skip(3);
    const auto id = in.u32le();
    return !in.failed() && type == 0 && id >> 8U == 0x424d53U && (id & 0xffU) >= 0xfcU;
}

} // namespace

void TcpHalf::start(std::uint32_t first_sequence)
{
    if (!started_) {
        started_ = true;
        first_ = first_sequence;
    }
}

std::int64_t TcpHalf::position(std::uint32_t sequence) const
{
    // sequence numbers wrap: the one nearest to where we are is meant
    const auto here = first_ + static_cast<std::uint32_t>(next_);
    return next_ + static_cast<std::int32_t>(sequence - here);
}

void TcpHalf::keep(std::int64_t at, std::span<const std::byte> bytes)
{
    if (early_bytes_ + bytes.size() > early_limit) {
        overflow_ = true;
        return;
    }
    if (early_.try_emplace(at, bytes.begin(), bytes.end()).second) {
        early_bytes_ += bytes.size();
    }
}

template <typename Sink> void TcpHalf::segment(std::uint32_t sequence, std::span<const std::byte> bytes, Sink&& sink)
{
    const auto hand_on = [&](std::int64_t at, std::span<const std::byte> piece) {
        const auto known = static_cast<std::size_t>(next_ - at);
        if (known < piece.size()) {
            sink(piece.subspan(known));
            next_ = at + static_cast<std::int64_t>(piece.size());
        }
    };
    const auto at = position(sequence);
    if (at > next_) {
        keep(at, bytes);
        return;
    }
    hand_on(at, bytes);
    while (!early_.empty() && early_.begin()->first <= next_) {
        const auto piece = early_.extract(early_.begin());
        early_bytes_ -= piece.mapped().size();
        hand_on(piece.key(), piece.mapped());
    }
}

void TcpHalf::acknowledged(std::uint32_t sequence)
{
    if (started_) {
        acked_ = std::max(acked_, position(sequence));
    }
}

void TcpHalf::fin(std::uint32_t sequence)
{
    if (started_) {
        fin_ = position(sequence);
    }
}

bool TcpHalf::has_gap() const
{
    const auto end = fin_ >= 0 && fin_ == next_ ? next_ + 1 : next_; // a FIN takes one number
    return overflow_ || !early_.empty() || acked_ > end || fin_ > next_;
}

struct FlowTable::Segment {
    IpAddress source;
    IpAddress destination;
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    std::uint16_t flags = 0;
    std::span<const std::byte> payload;

    [[nodiscard]] bool has(std::uint16_t flag) const { return (flags & flag) != 0; }
};

bool FlowTable::is_server(const IpAddress& address, std::uint16_t port) const
{
    return port == server_.port &&
           std::find(server_.addresses.begin(), server_.addresses.end(), address) != server_.addresses.end();
}

void FlowTable::lost(std::string_view why)
{
    if (done_.incomplete.empty()) {
        done_.incomplete = why;
    }
}

void FlowTable::packet(std::span<const std::byte> packet)
{
    const auto found = read_ip_packet(packet);
    if (!found) {
        return;
    }
    const auto& ip = *found;
    if (!ip.readable) {
        if (is_server(ip.source, server_.port) || is_server(ip.destination, server_.port)) {
            lost("a packet of the server's was in fragments");
        }
        return;
    }
    ByteReader in(ip.payload);
    Segment segment{.source = ip.source, .destination = ip.destination};
    segment.source_port = in.u16be();
    segment.destination_port = in.u16be();
    segment.sequence = in.u32be();
    segment.acknowledgement = in.u32be();
    const auto offset_and_flags = in.u16be();
    const std::size_t header = (offset_and_flags >> 12U) * 4U;
    segment.flags = offset_and_flags & 0x3fU;
    if (in.failed() || header < 20 || header > ip.payload.size()) {
        return;
    }
    segment.payload = ip.payload.subspan(header);
    tcp(segment);
}

void FlowTable::tcp(const Segment& segment)
{
    const bool opens = segment.has(flag_syn) && !segment.has(flag_ack);
    if (is_server(segment.destination, segment.destination_port)) {
        const Key key{segment.source, segment.destination, segment.source_port};
        if (auto* flow = find(key, segment, opens)) {
            exchange(*flow, segment, WireDirection::to_server);
        }
    } else if (is_server(segment.source, segment.source_port)) {
        const Key key{segment.destination, segment.source, segment.destination_port};
        if (auto* flow = find(key, segment, false)) {
            exchange(*flow, segment, WireDirection::to_client);
        }
    } else if (opens && (segment.destination_port == server_.port || segment.destination_port == 445 ||
                         segment.destination_port == 139)) {
        done_.elsewhere = true;
    }
}

FlowTable::Flow* FlowTable::find(const Key& key, const Segment& segment, bool opens)
{
    auto found = open_.find(key);
    if (found != open_.end() && opens && found->second.client_start != segment.sequence) {
        done_.flows.push_back(conclude(std::move(found->second))); // the same port once more
        open_.erase(found);
        found = open_.end();
    }
    if (found != open_.end()) {
        return &found->second;
    }
    if (open_.size() + done_.flows.size() >= flow_limit) {
        lost("more than " + std::to_string(flow_limit) + " connections to the server at once");
        return nullptr;
    }
    auto& flow = open_[key];
    if (opens) {
        flow.seen.fresh = true;
        flow.client_start = segment.sequence;
        flow.to_server.start(segment.sequence + 1);
    }
    return &flow;
}

void FlowTable::exchange(Flow& flow, const Segment& segment, WireDirection direction)
{
    if (segment.has(flag_rst)) {
        close(flow, segment, direction);
        return;
    }
    auto& other = direction == WireDirection::to_server ? flow.to_client : flow.to_server;
    if (segment.has(flag_ack)) {
        other.acknowledged(segment.acknowledgement);
    }
    if (segment.has(flag_syn)) {
        if (direction == WireDirection::to_client && flow.seen.fresh) {
            flow.seen.accepted = true;
            flow.to_client.start(segment.sequence + 1);
        }
        return;
    }
    if (!segment.payload.empty()) {
        bytes(flow, segment, direction);
    }
    if (segment.has(flag_fin)) {
        close(flow, segment, direction);
    }
}

void FlowTable::bytes(Flow& flow, const Segment& segment, WireDirection direction)
{
    const bool request = direction == WireDirection::to_server;
    auto& half = request ? flow.to_server : flow.to_client;
    auto& stream = request ? flow.requests : flow.replies;
    (request ? flow.seen.client_spoke : flow.seen.server_spoke) = true;
    if (!half.started()) {
        if (!starts_with_frame(segment.payload)) {
            if (request && flow.seen.incomplete.empty()) {
                flow.seen.incomplete = "the middle of a message on a connection opened before the test";
            }
            return;
        }
        half.start(segment.sequence);
    }
    half.segment(segment.sequence, segment.payload,
                 [&](std::span<const std::byte> piece) { stream.feed(piece, flow.seen.smb); });
}

void FlowTable::close(Flow& flow, const Segment& segment, WireDirection direction)
{
    const bool by_client = direction == WireDirection::to_server;
    if (segment.has(flag_fin)) {
        auto& half = by_client ? flow.to_server : flow.to_client;
        half.fin(segment.sequence + static_cast<std::uint32_t>(segment.payload.size()));
    }
    if (!flow.closed) {
        flow.closed = true;
        flow.seen.client_closed_first = by_client;
        flow.seen.reset_to_client = !by_client && segment.has(flag_rst);
    }
}

FlowObservation FlowTable::conclude(Flow flow)
{
    auto& seen = flow.seen;
    flow.requests.finish(seen.smb);
    flow.replies.finish(seen.smb);
    if (seen.incomplete.empty() && (flow.to_server.has_gap() || flow.to_client.has_gap())) {
        seen.incomplete = "bytes of a connection were not seen";
    }
    return std::move(seen);
}

WireObservation FlowTable::finish() &&
{
    for (auto& [key, flow] : open_) {
        done_.flows.push_back(conclude(std::move(flow)));
    }
    open_.clear();
    return std::move(done_);
}

} // namespace gpseal::agent
