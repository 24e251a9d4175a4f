#include "probe/negotiate_request.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace gpseal::agent {

namespace {

using Bytes = std::vector<std::byte>;

constexpr std::size_t alignment = 8;

constexpr std::uint16_t preauth_context = 1;
constexpr std::uint16_t encryption_context = 2;
constexpr std::uint16_t signing_context = 8;
constexpr std::uint16_t sha_512 = 1;
constexpr std::array<std::uint16_t, 3> signing_algorithms{2, 1, 0}; // AES-GMAC, AES-CMAC, HMAC-SHA256

void put(Bytes& out, std::uint64_t value, std::size_t size)
{
    for (std::size_t i = 0; i < size; ++i) {
        out.push_back(static_cast<std::byte>(value >> (8 * i)));
    }
}

void put(Bytes& out, std::span<const std::byte> bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void put(Bytes& out, std::string_view text)
{
    put(out, std::as_bytes(std::span(text)));
}

void put_all(Bytes& out, std::span<const std::uint16_t> values)
{
    std::for_each(values.begin(), values.end(), [&](std::uint16_t value) { put(out, value, 2); });
}

void zeros(Bytes& out, std::size_t count)
{
    out.resize(out.size() + count);
}

void align(Bytes& out)
{
    zeros(out, (alignment - out.size() % alignment) % alignment);
}

/// MS-SMB2 2.2.1.2
void put_header(Bytes& out)
{
    put(out, "\xfeSMB");
    put(out, 64, 2); // StructureSize
    zeros(out, 8);   // CreditCharge, Status, Command
    put(out, 31, 2); // credits asked for
    zeros(out, 48);  // Flags, NextCommand, MessageId, TreeId, SessionId, Signature
}

void put_context(Bytes& out, std::uint16_t type, const Bytes& data)
{
    align(out);
    put(out, type, 2);
    put(out, data.size(), 2);
    zeros(out, 4);
    put(out, data);
}

Bytes preauth_data(const NegotiateRandom& random)
{
    Bytes data;
    put(data, 1, 2); // one hash algorithm
    put(data, random.salt.size(), 2);
    put(data, sha_512, 2);
    put(data, random.salt);
    return data;
}

Bytes list_data(std::span<const std::uint16_t> values)
{
    Bytes data;
    put(data, values.size(), 2);
    put_all(data, values);
    return data;
}

bool has_contexts(const NegotiateOffer& offer)
{
    return std::find(offer.dialects.begin(), offer.dialects.end(), dialect_3_1_1) != offer.dialects.end();
}

Bytes framed(Bytes message)
{
    Bytes out;
    for (auto shift = 24; shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::byte>(message.size() >> static_cast<unsigned>(shift)));
    }
    put(out, message);
    return out;
}

} // namespace

std::vector<std::byte> negotiate_request(const NegotiateOffer& offer, const NegotiateRandom& random)
{
    constexpr std::uint32_t all_capabilities = 0x7f;
    constexpr std::size_t contexts_field = 64 + 28;
    const bool contexts = has_contexts(offer);
    Bytes message;
    put_header(message);
    put(message, 36, 2); // StructureSize
    put(message, offer.dialects.size(), 2);
    put(message, 1, 2); // SecurityMode: signing enabled
    zeros(message, 2);
    put(message, all_capabilities, 4);
    put(message, random.client_guid);
    zeros(message, 8); // the contexts' place and number, or ClientStartTime
    put_all(message, offer.dialects);
    if (contexts) {
        align(message);
        message[contexts_field] = static_cast<std::byte>(message.size());
        message[contexts_field + 4] = static_cast<std::byte>(offer.ciphers.empty() ? 2 : 3);
        put_context(message, preauth_context, preauth_data(random));
        if (!offer.ciphers.empty()) {
            put_context(message, encryption_context, list_data(offer.ciphers));
        }
        put_context(message, signing_context, list_data(signing_algorithms));
    }
    return framed(std::move(message));
}

std::vector<std::byte> smb1_negotiate_request()
{
    constexpr std::string_view dialect("\x02NT LM 0.12\0", 12);
    Bytes message;
    put(message, "\xffSMB\x72");
    zeros(message, 4);       // Status
    put(message, 0x18, 1);   // Flags: canonical paths, caseless
    put(message, 0xc853, 2); // Flags2: Unicode, 32-bit status, extended security, long names
    zeros(message, 20);      // PIDHigh, signature, TID, PIDLow, UID, MID
    put(message, 0, 1);      // no words
    put(message, dialect.size(), 2);
    put(message, dialect);
    return framed(std::move(message));
}

} // namespace gpseal::agent
