#include "answer_records.hpp"
#include "probe/negotiate_dialogue.hpp"
#include "smb_bytes.hpp"
#include "test_data.hpp"

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

using Next = NegotiateDialogue::Next;

const Bytes capable = framed(negotiate_reply(0x0311, 1, 2));
const Bytes capable_older = framed(negotiate_reply(0x0302, 0x41, 0));
const Bytes plain_older = framed(negotiate_reply(0x0302, 1, 0));
const Bytes nothing;

Bytes error_reply(std::uint32_t status)
{
    return framed(smb2({.command = 0, .status = status, .flags = 1}, le(9, 2) + Bytes(7)));
}

const Bytes refusal = error_reply(0xC00000BB);
const Bytes interim = error_reply(0x00000103);

Bytes smb1_reply(std::uint16_t index)
{
    return framed(text_bytes("\xffSMB\x72") + Bytes(4) + le(0x88, 1) + Bytes(22) + le(17, 1) + le(index, 2) +
                  Bytes(40));
}

/// A server that says these things, a connection each, and hangs up after every one.
ServerReport asked(const std::vector<Bytes>& answers, bool details = false)
{
    NegotiateDialogue dialogue({}, details);
    for (const auto& answer : answers) {
        CHECK_FALSE(dialogue.request().empty());
        auto next = dialogue.received(answer);
        if (next == Next::read_on) {
            next = dialogue.hung_up();
        }
        if (next == Next::finished) {
            break;
        }
    }
    return describe_server(dialogue.facts());
}

std::string said(const ServerReport& report)
{
    return std::string(to_string(report.verdict)) + (report.error.empty() ? "" : ": " + report.error);
}

std::string said(const std::vector<Bytes>& answers)
{
    return said(asked(answers));
}

} // namespace

TEST_CASE("negotiate dialogue: one answer settles a server")
{
    CHECK(said({capable}) == "works");
    CHECK(said({capable_older}) == "works");
    CHECK(said({plain_older}) == "breaks: encryption is off");
    CHECK(said({framed(negotiate_reply(0x0311, 0x40, 0))}) == "breaks: encryption is off");
    CHECK(said({framed(negotiate_reply(0x0210, 0x7f, 0))}) == "breaks: SMB 2.1 at most");
    CHECK(said({framed(negotiate_reply(0x0202, 0x7f, 0))}) == "breaks: SMB 2.0.2 at most");
}

TEST_CASE("negotiate dialogue: a server that hangs up on SMB2 is asked for SMB1")
{
    CHECK(said({nothing, nothing, smb1_reply(0)}) == "breaks: SMB1 only");
    CHECK(said({smb1_reply(0xffff), smb1_reply(0)}) == "breaks: SMB1 only");
    CHECK(said({nothing, nothing, smb1_reply(0xffff)}) == "unknown: hangs up on every NEGOTIATE");
    CHECK(said({nothing, nothing, nothing}) == "unknown: hangs up on every NEGOTIATE");
}

TEST_CASE("negotiate dialogue: what only answers offers without 3.1.1 is no proof for clients that make them")
{
    CHECK(said({refusal, capable_older}) == "unknown: encrypts, but refuses clients that offer SMB 3.1.1 too");
    CHECK(said({nothing, capable_older}) == "unknown: encrypts, but refuses clients that offer SMB 3.1.1 too");
    CHECK(said({refusal, plain_older}) == "breaks: encryption is off");
    CHECK(said({refusal, refusal}) == "unknown: refuses every offer: STATUS_NOT_SUPPORTED");
    CHECK(said({error_reply(0xC0000999), error_reply(0xC0000999)}) == "unknown: refuses every offer: 0xC0000999");
}

TEST_CASE("negotiate dialogue: what is no answer to our question proves nothing")
{
    CHECK(said({text_bytes("HTTP/1.1 400 Bad Request\r\n\r\n")}) == "unknown: its answer is not SMB");
    CHECK(said({text_bytes(std::string_view("\0\0\0\x20", 4)) + Bytes(32)}) == "unknown: its answer is not SMB");
    CHECK(said({be(0xffffff, 4)}) == "unknown: it announces an answer of 16777215 bytes");
    CHECK(said({framed(negotiate_reply(0x0311, 0, 2)) + nothing}) == "works");
    CHECK(said({framed(negotiate_reply(0x02ff, 0, 0))}) == "unknown: it chooses what was not offered");
    CHECK(said({refusal, capable}) == "unknown: it chooses what was not offered"); // 3.1.1, which was not
    CHECK(said({framed(smb2({.command = 1, .flags = 1}, Bytes(64)))}) ==
          "unknown: its answer is not one to our question");
    CHECK(said({framed(smb2({.command = 0, .flags = 0}, Bytes(64)))}) ==
          "unknown: its answer is not one to our question");
    CHECK(said({framed(smb2({.command = 0, .flags = 1, .next = 64}, Bytes(64)))}) ==
          "unknown: its answer is not one to our question");
    NegotiateDialogue mirror({}, false);
    CHECK(mirror.received(mirror.request()) == Next::finished);
    CHECK(said(describe_server(mirror.facts())) == "unknown: its answer is not one to our question");
}

TEST_CASE("negotiate dialogue: interim answers and keep-alives are borne with, but not for ever")
{
    const auto keep_alive = be(0x85000000, 4);
    CHECK(said({interim + capable}) == "works");
    CHECK(said({keep_alive + keep_alive + capable}) == "works");
    Bytes flood;
    for (unsigned i = 0; i <= NegotiateDialogue::max_interim; ++i) {
        flood = flood + (i % 2 == 0 ? interim : keep_alive);
    }
    CHECK(said({flood}) == "unknown: it sends messages without end, and no answer");
    CHECK(said({interim}) == "unknown: it hung up in the middle of its answer");
}

TEST_CASE("negotiate dialogue: every truncation of what real servers say leaves the verdict open")
{
    for (const auto* variant : {"default", "off", "smb21", "smb302off", "gcm256"}) {
        CAPTURE(variant);
        const auto file = read_bytes(data_folder() / "fuzz" / "negotiate_reply" / (std::string(variant) + ".bin"));
        const auto whole = answer_records(file).front();
        for (std::size_t size = 1; size < whole.size(); ++size) {
            CAPTURE(size);
            CHECK(asked({Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))}).verdict ==
                  ServerVerdict::unknown);
        }
        CHECK(asked({Bytes(whole.begin(), whole.end())}).verdict != ServerVerdict::unknown);
    }
}

TEST_CASE("negotiate dialogue: the answer may come byte by byte")
{
    NegotiateDialogue dialogue({}, false);
    for (std::size_t i = 0; i + 1 < capable.size(); ++i) {
        CHECK(dialogue.received(std::span(capable).subspan(i, 1)) == Next::read_on);
    }
    CHECK(dialogue.received(std::span(capable).last(1)) == Next::finished);
    CHECK(describe_server(dialogue.facts()).verdict == ServerVerdict::works);
}

TEST_CASE("negotiate dialogue: details ask for every dialect and cipher alone, and change no verdict")
{
    const auto alone = [](std::uint16_t dialect) { return framed(negotiate_reply(dialect, 0x41, 0)); };
    const auto with = [](std::uint16_t cipher) { return framed(negotiate_reply(0x0311, 1, cipher)); };
    const auto report = asked({capable, alone(0x0202), refusal, alone(0x0300), alone(0x0302), with(1), with(4),
                               text_bytes("nonsense"), smb1_reply(0)},
                              true);
    CHECK(said(report) == "works");
    CHECK(report.dialects == std::vector<std::string>{"1.0", "2.0.2", "3.0", "3.0.2", "3.1.1"});
    CHECK(report.ciphers == std::vector<std::string>{"AES-128-CCM", "AES-128-GCM", "AES-256-GCM"});
    CHECK(report.dialect == "3.1.1");
    CHECK(report.cipher == "AES-128-GCM");
}

TEST_CASE("negotiate dialogue: no time left for the details leaves the verdict as it is, and is said")
{
    NegotiateDialogue dialogue({}, true);
    CHECK(dialogue.received(capable) == Next::reconnect);
    dialogue.give_up("connects, but gives no answer within 3 s");
    CHECK(said(describe_server(dialogue.facts())) ==
          "works: not everything was asked: connects, but gives no answer within 3 s");
}

TEST_CASE("server verdict: the row says what was seen and leaves empty what was not")
{
    auto message = negotiate_reply(0x0311, 0, 3);
    message[66] = std::byte{3}; // signing enabled and required
    const auto report = asked({framed(message)});
    CHECK(report.signing == Signing::required);
    CHECK(report.dfs == false);
    CHECK(report.encrypts == true);
    CHECK(report.cipher == "AES-256-CCM");
    const auto silent = asked({nothing, nothing, nothing});
    CHECK(silent.dialect.empty());
    CHECK_FALSE(silent.signing);
    CHECK_FALSE(silent.dfs);
    CHECK_FALSE(silent.encrypts);
    const auto old = asked({nothing, nothing, smb1_reply(0)});
    CHECK(old.dialect == "1.0");
    CHECK(old.encrypts == false);
}
