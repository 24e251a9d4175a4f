#include "answer_records.hpp"
#include "probe/negotiate_reply.hpp"
#include "probe/negotiate_request.hpp"
#include "probe/smb_messages.hpp"
#include "smb_bytes.hpp"
#include "test_data.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

constexpr std::size_t frame = 4;

/// The first answer of a real smbd, without its frame.
Bytes captured(const std::string& variant)
{
    const auto file = read_bytes(data_folder() / "fuzz" / "negotiate_reply" / (variant + ".bin"));
    const auto records = answer_records(file);
    REQUIRE(!records.empty());
    REQUIRE(records.front().size() > frame);
    return {records.front().begin() + frame, records.front().end()};
}

Bytes changed(Bytes message, std::size_t offset, const Bytes& bytes)
{
    std::copy(bytes.begin(), bytes.end(), message.begin() + static_cast<std::ptrdiff_t>(offset));
    return message;
}

constexpr std::size_t context_count_at = 70;
constexpr std::size_t token_offset_at = 120;
constexpr std::size_t token_size_at = 122;
constexpr std::size_t context_offset_at = 124;

} // namespace

TEST_CASE("negotiate reply: what real servers of every kind settle")
{
    const auto of = [](const char* variant) { return *parse_negotiate_reply(captured(variant)); };
    CHECK(of("default").negotiated.cipher_name() == "AES-128-GCM");
    CHECK(of("default").negotiated.dialect_name() == "3.1.1");
    CHECK(of("required").negotiated.can_encrypt());
    CHECK(of("gcm256").negotiated.cipher_name() == "AES-256-GCM");
    CHECK(of("ccm128").negotiated.cipher_name() == "AES-128-CCM");
    CHECK(of("smb30").negotiated.cipher_name() == "AES-128-CCM");
    CHECK_FALSE(of("off").negotiated.can_encrypt());
    CHECK_FALSE(of("off").encryption_context);
    CHECK_FALSE(of("smb302off").negotiated.can_encrypt());
    CHECK_FALSE(of("smb21").negotiated.can_encrypt());
    CHECK(of("default").dfs());
    CHECK_FALSE(of("nodfs").dfs());
    CHECK(of("default").signing_enabled());
    CHECK_FALSE(of("default").signing_required());
}

TEST_CASE("negotiate reply: every truncation of a real one is refused, never read past its end")
{
    for (const auto* variant : {"default", "required", "off", "smb21", "smb30", "smb302off", "gcm256", "nodfs"}) {
        CAPTURE(variant);
        const auto whole = captured(variant);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CAPTURE(size);
            const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)); // its own allocation
            CHECK_FALSE(parse_negotiate_reply(part));
        }
    }
}

TEST_CASE("negotiate reply: offsets and lengths must lie within the message")
{
    const auto whole = captured("default");
    CHECK(parse_negotiate_reply(whole));
    CHECK_FALSE(parse_negotiate_reply(changed(whole, 64, le(64, 2))));                        // StructureSize
    CHECK_FALSE(parse_negotiate_reply(changed(whole, token_size_at, le(0xffff, 2))));         // the token's end
    CHECK_FALSE(parse_negotiate_reply(changed(whole, token_offset_at, le(64, 2))));           // in the fixed part
    CHECK_FALSE(parse_negotiate_reply(changed(whole, context_offset_at, le(0, 4))));          // in the header
    CHECK_FALSE(parse_negotiate_reply(changed(whole, context_offset_at, le(0xfffffff8, 4)))); // far outside
    CHECK_FALSE(parse_negotiate_reply(changed(whole, context_offset_at, le(209, 4))));        // not aligned
    CHECK_FALSE(parse_negotiate_reply(changed(whole, context_count_at, le(4, 2))));           // one more than there are
    CHECK_FALSE(parse_negotiate_reply(changed(whole, context_count_at, le(0xffff, 2))));
    CHECK_FALSE(parse_negotiate_reply(changed(whole, context_count_at, le(0, 2)))); // 3.1.1 without its hash
    CHECK(parse_negotiate_reply(changed(whole, context_count_at, le(1, 2)))->encryption_context == false);
}

TEST_CASE("negotiate reply: a cipher that nobody knows, two ciphers, two hashes or none are refused")
{
    const auto with = [](const Bytes& contexts, std::size_t count) {
        const auto base = negotiate_reply(0x0311, 0, 0);
        Bytes head(base.begin(), base.begin() + 128);
        return changed(head, context_count_at, le(count, 2)) + contexts;
    };
    const auto context = [](std::size_t type, const Bytes& data) {
        const Bytes all = le(type, 2) + le(data.size(), 2) + Bytes(4) + data;
        return all + Bytes((8 - all.size() % 8) % 8);
    };
    const auto hash = context(1, le(1, 2) + le(0, 2) + le(1, 2));
    const auto cipher = [&](std::size_t value) { return context(2, le(1, 2) + le(value, 2)); };
    CHECK(parse_negotiate_reply(with(hash + cipher(2), 2))->negotiated.cipher == 2);
    CHECK(parse_negotiate_reply(with(cipher(1) + hash, 2))->negotiated.cipher == 1); // in any order
    CHECK(parse_negotiate_reply(with(hash + context(9, Bytes(3)) + cipher(2), 3))->negotiated.cipher == 2);
    const auto none = parse_negotiate_reply(with(hash + cipher(0), 2));
    CHECK(none->encryption_context);
    CHECK_FALSE(none->negotiated.can_encrypt());
    CHECK_FALSE(parse_negotiate_reply(with(hash + cipher(5), 2)));
    CHECK_FALSE(parse_negotiate_reply(with(hash + cipher(1) + cipher(2), 3)));
    CHECK_FALSE(parse_negotiate_reply(with(hash + context(2, le(2, 2) + le(1, 2) + le(2, 2)), 2)));
    CHECK_FALSE(parse_negotiate_reply(with(hash + hash, 2)));
    CHECK_FALSE(parse_negotiate_reply(with(cipher(2), 1)));
    CHECK_FALSE(parse_negotiate_reply(with(context(1, le(1, 2) + le(0, 2) + le(2, 2)), 1))); // another hash
    CHECK_FALSE(parse_negotiate_reply(with(context(1, le(1, 2) + le(9, 2) + le(1, 2)), 1))); // salt leaves the context
}

TEST_CASE("negotiate request: the fields stand where MS-SMB2 2.2.3 wants them")
{
    const auto bytes = negotiate_request({{0x0202, 0x0210, 0x0300, 0x0302, 0x0311}, {2, 1, 4, 3}}, {});
    const auto message = std::span<const std::byte>(bytes).subspan(frame);
    ByteReader in(bytes);
    CHECK(in.u32be() == message.size());
    CHECK(read_smb2_message(message)->command == smb2_negotiate);
    CHECK(lowest_offered_dialect(message) == dialect_2_0_2);
    in.seek(frame + 64);
    CHECK(in.u16le() == 36);
    CHECK(in.u16le() == 5);
    in.seek(frame + 72);
    CHECK((in.u32le() & 0x40U) != 0); // else Samba hides that it can encrypt
    in.seek(frame + 92);
    const auto contexts = in.u32le();
    CHECK(contexts % 8 == 0);
    CHECK(in.u16le() == 3);
    in.seek(frame + contexts);
    CHECK(in.u16le() == 1); // PREAUTH
    CHECK(in.u16le() == 38);
    in.seek(frame + contexts + 48);
    CHECK(in.u16le() == 2); // ENCRYPTION
    CHECK(in.u16le() == 10);
    in.skip(4);
    CHECK(in.u16le() == 4);
    CHECK(in.u16le() == 2);
    in.seek(frame + contexts + 72);
    CHECK(in.u16le() == 8); // SIGNING, the last: nothing behind it
    CHECK(in.u16le() == 8);
    in.skip(4 + 8);
    CHECK(in.remaining() == 0);
}

TEST_CASE("negotiate request: without 3.1.1 there are no contexts")
{
    const auto bytes = negotiate_request({{0x0202, 0x0302}, {}}, {});
    CHECK(bytes.size() == frame + 64 + 36 + 4);
    ByteReader in(bytes);
    in.seek(frame + 92);
    CHECK(in.u64le() == 0);
}
