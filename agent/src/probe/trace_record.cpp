#include "probe/trace_record.hpp"

#include <limits>
#include <utility>

namespace gpseal::agent {

namespace {

constexpr std::size_t name_max = 255;
constexpr std::size_t words_max = 240;
constexpr std::size_t addresses_max = 64;

template <typename T> void write_maybe(RecordWriter& out, const std::optional<T>& value)
{
    out.flag(value.has_value());
    if (value) {
        out.number(static_cast<std::uint64_t>(*value));
    }
}

template <typename T> std::optional<T> read_maybe(RecordReader& in)
{
    if (!in.flag()) {
        return std::nullopt;
    }
    const auto number = in.u64();
    in.refuse_unless(number <= std::numeric_limits<T>::max());
    return static_cast<T>(number);
}

void write_smb(RecordWriter& out, const SmbConversation& smb)
{
    out.number(smb.clear_requests).number(smb.unsigned_requests).words(smb.first_clear_request, words_max);
    out.number(smb.clear_replies).number(smb.transforms_to_server).number(smb.transforms_to_client);
    write_maybe(out, smb.lowest_offer);
    write_maybe(out, smb.negotiate_status);
    out.flag(smb.negotiated.has_value());
    if (smb.negotiated) {
        out.number(smb.negotiated->dialect).number(smb.negotiated->capabilities).number(smb.negotiated->cipher);
    }
    write_maybe(out, smb.session_status);
    write_maybe(out, smb.session_refusal);
    out.number(smb.session_flags).flag(smb.session_signed);
    write_maybe(out, smb.tree_status);
    out.words(smb.unreadable_to_server, words_max).words(smb.unreadable_to_client, words_max);
}

std::optional<Negotiated> read_negotiated(RecordReader& in)
{
    if (!in.flag()) {
        return std::nullopt;
    }
    Negotiated negotiated;
    negotiated.dialect = in.u16();
    negotiated.capabilities = in.u32();
    negotiated.cipher = in.u16();
    return negotiated;
}

SmbConversation read_smb(RecordReader& in)
{
    SmbConversation smb;
    smb.clear_requests = in.u32();
    smb.unsigned_requests = in.u32();
    smb.first_clear_request = in.words(words_max);
    smb.clear_replies = in.u32();
    smb.transforms_to_server = in.u32();
    smb.transforms_to_client = in.u32();
    smb.lowest_offer = read_maybe<std::uint16_t>(in);
    smb.negotiate_status = read_maybe<std::uint32_t>(in);
    smb.negotiated = read_negotiated(in);
    smb.session_status = read_maybe<std::uint32_t>(in);
    smb.session_refusal = read_maybe<std::uint32_t>(in);
    smb.session_flags = in.u16();
    smb.session_signed = in.flag();
    smb.tree_status = read_maybe<std::uint32_t>(in);
    smb.unreadable_to_server = in.words(words_max);
    smb.unreadable_to_client = in.words(words_max);
    return smb;
}

void write_flow(RecordWriter& out, const FlowObservation& flow)
{
    write_smb(out, flow.smb);
    out.flag(flow.fresh).flag(flow.accepted).flag(flow.client_spoke).flag(flow.server_spoke);
    out.flag(flow.reset_to_client).flag(flow.client_closed_first).words(flow.incomplete, words_max);
}

FlowObservation read_flow(RecordReader& in)
{
    FlowObservation flow{.smb = read_smb(in)};
    for (bool* fact : {&flow.fresh, &flow.accepted, &flow.client_spoke, &flow.server_spoke, &flow.reset_to_client,
                       &flow.client_closed_first}) {
        *fact = in.flag();
    }
    flow.incomplete = in.words(words_max);
    return flow;
}

void write_client(RecordWriter& out, const ClientOutcome& client)
{
    out.flag(client.succeeded).words(client.said, words_max).flag(client.encryption_on.has_value());
    if (client.encryption_on) {
        out.flag(*client.encryption_on);
    }
}

ClientOutcome read_client(RecordReader& in)
{
    ClientOutcome client{.succeeded = in.flag()};
    client.said = in.words(words_max);
    if (in.flag()) {
        client.encryption_on = in.flag();
    }
    return client;
}

void write_wire(RecordWriter& out, const WireObservation& wire)
{
    out.refuse_unless(wire.flows.size() <= FlowTable::flow_limit);
    out.number(static_cast<std::uint8_t>(wire.flows.size()));
    for (const auto& flow : wire.flows) {
        write_flow(out, flow);
    }
    out.flag(wire.elsewhere).words(wire.incomplete, words_max);
}

WireObservation read_wire(RecordReader& in)
{
    WireObservation wire;
    const std::size_t count = in.u8();
    in.refuse_unless(count <= FlowTable::flow_limit);
    while (wire.flows.size() < count && !in.wrong()) {
        wire.flows.push_back(read_flow(in));
    }
    wire.elsewhere = in.flag();
    wire.incomplete = in.words(words_max);
    return wire;
}

template <typename T, typename Write> void write_result(RecordWriter& out, const Result<T>& result, Write write)
{
    out.flag(result.has_value());
    if (result) {
        write(out, *result);
    } else {
        out.error(result.error());
    }
}

template <typename T, typename Read> Result<T> read_result(RecordReader& in, Read read)
{
    return in.flag() ? Result<T>(read(in)) : fail(in.error());
}

} // namespace

void write_trace(RecordWriter& out, const SessionTrace& trace)
{
    const auto& [connect, client, wire, refusals] = trace.evidence;
    out.refuse_unless(trace.addresses.size() <= addresses_max);
    out.number(trace.uid).flag(connect.has_value());
    if (connect) {
        out.error(*connect);
    }
    write_result(out, client, write_client);
    write_result(out, wire, write_wire);
    out.number(static_cast<std::uint8_t>(trace.addresses.size()));
    for (const auto& address : trace.addresses) {
        out.exact(address, name_max);
    }
}

SessionTrace read_trace(RecordReader& in)
{
    SessionTrace trace{.evidence = {.client = ClientOutcome{}, .wire = WireObservation{}}, .uid = in.u32()};
    auto& evidence = trace.evidence;
    if (in.flag()) {
        evidence.connect = in.error();
    }
    evidence.client = read_result<ClientOutcome>(in, read_client);
    evidence.wire = read_result<WireObservation>(in, read_wire);
    const std::size_t count = in.u8();
    in.refuse_unless(count <= addresses_max);
    while (trace.addresses.size() < count && !in.wrong()) {
        trace.addresses.push_back(in.exact(name_max));
    }
    return trace;
}

} // namespace gpseal::agent
