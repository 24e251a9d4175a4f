#include "probe/smb_wire.hpp"
#include "smb_bytes.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

SmbConversation read(WireDirection direction, const Bytes& bytes)
{
    SmbConversation facts;
    SmbStream stream(direction);
    stream.feed(bytes, facts);
    stream.finish(facts);
    return facts;
}

SmbConversation requests(const Bytes& bytes)
{
    return read(WireDirection::to_server, bytes);
}

SmbConversation replies(const Bytes& bytes)
{
    return read(WireDirection::to_client, bytes);
}

Bytes request(std::uint16_t command)
{
    return framed(smb2({.command = command}, Bytes(16)));
}

Bytes ioctl(std::uint32_t code)
{
    return framed(smb2({.command = 11}, le(57, 2) + le(0, 2) + le(code, 4) + Bytes(48)));
}

} // namespace

TEST_CASE("smb wire: the handshake and content-free requests are no content, everything else is")
{
    for (std::uint16_t command = 0; command <= 0x20; ++command) {
        CAPTURE(command);
        const bool allowed = command <= 4 || command == 12 || command == 13;
        CHECK(requests(request(command)).clear_requests == (allowed ? 0 : 1));
    }
    CHECK(requests(ioctl(0x00140204)).clear_requests == 0); // FSCTL_VALIDATE_NEGOTIATE_INFO
    CHECK(requests(ioctl(0x0011c017)).clear_requests == 1); // FSCTL_PIPE_TRANSCEIVE
    CHECK(requests(request(5)).first_clear_request == "CREATE");
    CHECK(requests(request(5)).unsigned_requests == 1);
    CHECK(requests(framed(smb2({.command = 5, .flags = 8}, Bytes(16)))).unsigned_requests == 0);
}

TEST_CASE("smb wire: the response bit in a client's message excuses nothing")
{
    CHECK(requests(framed(smb2({.command = 9, .flags = 1}, Bytes(16)))).clear_requests == 1);
}

TEST_CASE("smb wire: a compound behind a tree connect is content")
{
    const auto compound = smb2({.command = 3, .next = 80}, Bytes(16)) + smb2({.command = 5}, Bytes(100));
    CHECK(requests(framed(compound)).clear_requests == 1);
    const auto harmless = smb2({.command = 4, .next = 80}, Bytes(16)) + smb2({.command = 2}, Bytes(4));
    CHECK(requests(framed(harmless)).clear_requests == 0);
    CHECK(requests(framed(harmless)).unreadable_to_server.empty());
    const auto bad = smb2({.command = 3, .next = 4000}, Bytes(16));
    CHECK_FALSE(requests(framed(bad)).unreadable_to_server.empty());
    const auto disguised = smb2({.command = 3, .next = 80}, Bytes(16)) + transform(40);
    CHECK_FALSE(requests(framed(disguised)).unreadable_to_server.empty());
}

TEST_CASE("smb wire: compressed and SMB1 requests in the clear are content")
{
    CHECK(requests(framed(text_bytes("\xfcSMB") + Bytes(60))).first_clear_request == "compressed");
    CHECK(requests(framed(text_bytes("\xffSMB\x72") + Bytes(60))).clear_requests == 0);
    CHECK(requests(framed(text_bytes("\xffSMB\x2e") + Bytes(60))).first_clear_request == "SMB1 0x2e");
}

TEST_CASE("smb wire: only a TRANSFORM whose header fits its message counts as sealed")
{
    CHECK(requests(framed(transform(200))).transforms_to_server == 1);
    CHECK(replies(framed(transform(100000))).transforms_to_client == 1);
    auto wrong_size = transform(200);
    wrong_size.pop_back();
    CHECK(requests(framed(wrong_size)).transforms_to_server == 0);
    CHECK_FALSE(requests(framed(wrong_size)).unreadable_to_server.empty());
    CHECK_FALSE(requests(framed(text_bytes("\xfdSMB"))).unreadable_to_server.empty());
}

TEST_CASE("smb wire: bytes that are no SMB are said to be unreadable, never passed over")
{
    CHECK_FALSE(requests(text_bytes("GET / HTTP/1.1\r\n\r\n")).unreadable_to_server.empty());
    CHECK_FALSE(requests(framed(text_bytes("hello, this is not SMB"))).unreadable_to_server.empty());
    CHECK_FALSE(requests(framed(text_bytes("x"))).unreadable_to_server.empty());
    CHECK(requests(be(0x85000000, 4) + request(0)).unreadable_to_server.empty()); // an NBSS keep-alive
}

TEST_CASE("smb wire: a request that is cut off is judged by what did leave")
{
    const auto whole = request(9);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        CHECK(requests(part).clear_requests == (size >= 4 + 20 ? 1 : 0));
    }
}

TEST_CASE("smb wire: the NEGOTIATE reply says dialect and cipher")
{
    const auto negotiated = [](std::uint16_t dialect, std::uint32_t capabilities, std::uint16_t cipher) {
        return *replies(framed(negotiate_reply(dialect, capabilities, cipher))).negotiated;
    };
    CHECK(negotiated(0x0311, 0, 2).cipher_name() == "AES-128-GCM");
    CHECK(negotiated(0x0311, 0, 1).cipher_name() == "AES-128-CCM");
    CHECK(negotiated(0x0311, 0, 4).cipher_name() == "AES-256-GCM");
    CHECK(negotiated(0x0311, 0, 3).cipher_name() == "AES-256-CCM");
    CHECK_FALSE(negotiated(0x0311, 0x40, 0).can_encrypt()); // the capability bit says nothing in 3.1.1
    CHECK(negotiated(0x0302, 0x40, 0).cipher_name() == "AES-128-CCM");
    CHECK(negotiated(0x0300, 0x7f, 0).dialect_name() == "3.0");
    CHECK_FALSE(negotiated(0x0302, 0x3f, 0).can_encrypt());
    CHECK_FALSE(negotiated(0x0210, 0x7f, 0).can_encrypt());
    CHECK(negotiated(0x02ff, 0, 0).dialect_name() == "0x02ff");

    const auto refused = replies(framed(smb2({.command = 0, .status = 0xC00000BB, .flags = 1}, Bytes(9))));
    CHECK(refused.negotiate_status == 0xC00000BBU);
    CHECK_FALSE(refused.negotiated);
}

TEST_CASE("smb wire: every truncation of a NEGOTIATE reply is unreadable or a reply, never read past its end")
{
    const auto whole = negotiate_reply(0x0311, 0, 2);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        const auto facts = replies(framed({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}));
        CHECK_FALSE(facts.negotiated);
        CHECK(facts.unreadable_to_client.empty() == (size == 0));
    }
}

TEST_CASE("smb wire: a logon's rounds are not its outcome")
{
    const auto setup = [](std::uint32_t status, std::uint16_t flags) {
        return framed(smb2({.command = 1, .status = status, .flags = 9}, le(9, 2) + le(flags, 2) + Bytes(4)));
    };
    CHECK_FALSE(replies(setup(0xC0000016, 0)).session_status);
    const auto good = replies(setup(0xC0000016, 0) + setup(0, 2));
    CHECK(good.session_status == 0U);
    CHECK(good.session_flags == 2);
    CHECK(good.session_signed);
    const auto second = replies(setup(0xC000006D, 0) + setup(0, 0));
    CHECK(second.session_status == 0U);
    CHECK(second.session_refusal == 0xC000006DU);
}

TEST_CASE("smb wire: a readable reply counts only when it carries what was asked for")
{
    const auto reply = [](std::uint16_t command, std::uint32_t status) {
        return replies(framed(smb2({.command = command, .status = status, .flags = 1}, Bytes(80)))).clear_replies;
    };
    CHECK(reply(8, 0) == 1);           // READ
    CHECK(reply(11, 0x80000005) == 1); // STATUS_BUFFER_OVERFLOW carries data
    CHECK(reply(8, 0x00000103) == 0);  // STATUS_PENDING
    CHECK(reply(8, 0xC0000203) == 0);  // STATUS_USER_SESSION_DELETED, sent in the clear to a sealed request
    CHECK(reply(3, 0) == 0);
}

TEST_CASE("smb wire: a large message costs no memory and hides nothing behind it")
{
    const auto big = framed(smb2({.command = 9}, Bytes(3000000)));
    CHECK(requests(big + request(8)).clear_requests == 2);
    CHECK(requests(framed(transform(3000000)) + request(8)).clear_requests == 1);
}
