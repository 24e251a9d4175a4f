// Input: records of length (2 bytes, little-endian) and that many bytes: what a server says on one connection after the
// other, hanging up after each.
// Oracle: what is learnt does not depend on how the bytes are cut; the questions come to an end; a server works only
// with a dialect that has a cipher; a verdict has its reason; nothing is kept beyond the bound.

#include "answer_records.hpp"
#include "probe/negotiate_dialogue.hpp"

#include <cstdlib>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

using Next = NegotiateDialogue::Next;

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

Next say(NegotiateDialogue& dialogue, std::span<const std::byte> bytes, std::size_t piece)
{
    auto next = Next::read_on;
    while (!bytes.empty() && next == Next::read_on) {
        const auto count = std::min(piece, bytes.size());
        next = dialogue.received(bytes.first(count));
        require(dialogue.bytes_received() <= NegotiateDialogue::max_answer + 4);
        bytes = bytes.subspan(count);
    }
    return next == Next::read_on ? dialogue.hung_up() : next;
}

ServerReport ask(const std::vector<std::span<const std::byte>>& answers, std::size_t piece, bool details)
{
    NegotiateDialogue dialogue({}, details);
    auto next = Next::reconnect;
    std::size_t questions = 0;
    for (; next == Next::reconnect; ++questions) {
        require(questions < 12 && !dialogue.request().empty());
        next = say(dialogue, questions < answers.size() ? answers[questions] : std::span<const std::byte>(), piece);
    }
    return describe_server(dialogue.facts());
}

void judge(const ServerReport& report)
{
    switch (report.verdict) {
    case ServerVerdict::works:
        require(!report.cipher.empty() && report.encrypts == true && report.dialect >= "3.0");
        break;
    case ServerVerdict::breaks:
        require(!report.error.empty() && report.cipher.empty() && report.encrypts == false);
        break;
    case ServerVerdict::unknown:
        require(!report.error.empty());
        break;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto answers = tests::answer_records(std::as_bytes(std::span(data, size)));
    for (const bool details : {false, true}) {
        const auto at_once = ask(answers, size + 1, details);
        const auto in_pieces = ask(answers, 1, details);
        judge(at_once);
        require(at_once.verdict == in_pieces.verdict && at_once.error == in_pieces.error &&
                at_once.dialects == in_pieces.dialects && at_once.ciphers == in_pieces.ciphers);
    }
    return 0;
}
