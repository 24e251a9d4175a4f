#include "probe/negotiate_dialogue.hpp"

#include "probe/smb_messages.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <algorithm>

namespace gpseal::agent {

namespace {

constexpr std::size_t frame_size = 4;
constexpr std::uint8_t session_message = 0x00;
constexpr std::uint8_t keep_alive = 0x85; // RFC 1002 4.3.1
constexpr std::uint32_t id_smb1 = 0x424d53ff;
constexpr std::uint32_t id_smb2 = 0x424d53fe;
constexpr std::uint32_t status_pending = 0x00000103;
constexpr std::uint32_t flag_response = 0x1;
constexpr std::size_t smb2_header_size = 64;

NegotiateOffer every_dialect_offer()
{
    return {{known_dialects.begin(), known_dialects.end()}, {known_ciphers.begin(), known_ciphers.end()}};
}

NegotiateOffer older_offer()
{
    return {{known_dialects.begin(), known_dialects.end() - 1}, {}};
}

void note(std::vector<std::uint16_t>& values, std::uint16_t value)
{
    const auto place = std::lower_bound(values.begin(), values.end(), value);
    if (value != 0 && (place == values.end() || *place != value)) {
        values.insert(place, value);
    }
}

template <typename Values> bool contains(const Values& values, std::uint16_t value)
{
    return std::find(values.begin(), values.end(), value) != values.end();
}

/// MS-SMB2 2.2.1.2: an answer to our one request, and nothing else.
bool is_answer(std::span<const std::byte> message, const Smb2Message& header)
{
    ByteReader in(message);
    in.skip(4);
    const auto structure = in.u16le();
    in.seek(20);
    const auto next_command = in.u32le();
    const auto message_id = in.u64le();
    return !in.failed() && message.size() >= smb2_header_size && structure == smb2_header_size &&
           header.command == smb2_negotiate && (header.flags & flag_response) != 0 && next_command == 0 &&
           message_id == 0;
}

} // namespace

NegotiateDialogue::NegotiateDialogue(const NegotiateRandom& random, bool details)
    : random_(random), details_(details), step_{Question::every_dialect, every_dialect_offer()}
{
}

std::vector<std::byte> NegotiateDialogue::request() const
{
    return step_.question == Question::smb1 ? smb1_negotiate_request() : negotiate_request(step_.offer, random_);
}

NegotiateDialogue::Next NegotiateDialogue::received(std::span<const std::byte> bytes)
{
    constexpr std::size_t whole = frame_size + max_answer;
    while (!bytes.empty()) {
        const auto count = std::min(bytes.size(), whole - answer_.size());
        answer_.insert(answer_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
        bytes = bytes.subspan(count);
        while (!answer_.empty()) {
            const auto type = std::to_integer<std::uint8_t>(answer_.front());
            if (type != session_message && type != keep_alive) {
                return nonsense("its answer is not SMB");
            }
            if (answer_.size() < frame_size) {
                break;
            }
            const std::size_t size = ByteReader(answer_).u32be() & 0xffffffU;
            if (size > max_answer) {
                return nonsense("it announces an answer of " + std::to_string(size) + " bytes");
            }
            if (answer_.size() < frame_size + size) {
                break;
            }
            const auto message = std::span<const std::byte>(answer_).subspan(frame_size, size);
            const auto next = type == keep_alive || size == 0 ? interim() : judge_frame(message);
            if (next != Next::read_on) {
                return next;
            }
            answer_.erase(answer_.begin(), answer_.begin() + static_cast<std::ptrdiff_t>(frame_size + size));
        }
    }
    return Next::read_on;
}

NegotiateDialogue::Next NegotiateDialogue::hung_up()
{
    if (!answer_.empty() || interims_ > 0) {
        return nonsense("it hung up in the middle of its answer");
    }
    switch (step_.question) {
    case Question::every_dialect:
        facts_.hung_up = true;
        return ask(Question::older_dialects, older_offer());
    case Question::older_dialects:
        facts_.hung_up = true;
        return ask(Question::smb1, {});
    case Question::smb1:
        return Next::finished;
    case Question::one_dialect:
    case Question::one_cipher:
        return next_detail();
    }
    return Next::finished;
}

void NegotiateDialogue::give_up(std::string problem)
{
    facts_.problem = std::move(problem);
}

NegotiateDialogue::Next NegotiateDialogue::judge_frame(std::span<const std::byte> message)
{
    const auto id = ByteReader(message).u32le();
    if (id == id_smb2 && step_.question != Question::smb1) {
        return judge_smb2(message);
    }
    return id == id_smb1 ? judge_smb1(message) : nonsense("its answer is not SMB");
}

NegotiateDialogue::Next NegotiateDialogue::judge_smb2(std::span<const std::byte> message)
{
    const auto header = read_smb2_message(message);
    if (!header || !is_answer(message, *header)) {
        return nonsense("its answer is not one to our question");
    }
    if (header->status == status_pending) {
        return interim();
    }
    if (header->status != 0) {
        return refused(header->status);
    }
    const auto reply = parse_negotiate_reply(message);
    if (!reply) {
        return nonsense(reply.error().message);
    }
    const auto& chosen = reply->negotiated;
    const bool cipher_offered =
        chosen.dialect != dialect_3_1_1 || chosen.cipher == 0 || contains(step_.offer.ciphers, chosen.cipher);
    if (!contains(step_.offer.dialects, chosen.dialect) || !cipher_offered) {
        return nonsense("it chooses what was not offered");
    }
    return replied(*reply);
}

NegotiateDialogue::Next NegotiateDialogue::judge_smb1(std::span<const std::byte> message)
{
    switch (step_.question) {
    case Question::every_dialect:
    case Question::older_dialects: // an SMB1 server that says so instead of hanging up
        return ask(Question::smb1, {});
    case Question::one_dialect:
    case Question::one_cipher:
        return next_detail();
    case Question::smb1:
        break;
    }
    ByteReader in(message); // MS-CIFS 2.2.3.1 and 2.2.4.52.2
    in.skip(4);
    const auto command = in.u8();
    const auto status = in.u32le();
    const auto flags = in.u8();
    in.seek(32);
    const auto words = in.u8();
    const auto dialect_index = in.u16le();
    constexpr std::uint8_t negotiate = 0x72;
    constexpr std::uint8_t reply_bit = 0x80;
    if (in.failed() || command != negotiate || (flags & reply_bit) == 0 || words == 0) {
        return nonsense("its answer is not one to our question");
    }
    if (status == 0 && dialect_index == 0) {
        facts_.speaks_smb1 = true;
        note(facts_.dialects, dialect_smb1);
    }
    return next_detail();
}

NegotiateDialogue::Next NegotiateDialogue::replied(const NegotiateReply& reply)
{
    note(facts_.dialects, reply.negotiated.dialect);
    note(facts_.ciphers, reply.negotiated.cipher);
    if (is_detail()) {
        return next_detail();
    }
    (step_.question == Question::every_dialect ? facts_.reply : facts_.older_reply) = reply;
    if (!details_) {
        return Next::finished;
    }
    for (const auto dialect : known_dialects) {
        if (dialect != reply.negotiated.dialect && dialect != dialect_3_1_1) {
            more_.push_back({Question::one_dialect, {{dialect}, {}}});
        }
    }
    for (const auto cipher : known_ciphers) {
        if (reply.negotiated.dialect == dialect_3_1_1 && cipher != reply.negotiated.cipher) {
            more_.push_back({Question::one_cipher, {{dialect_3_1_1}, {cipher}}});
        }
    }
    more_.push_back({Question::smb1, {}});
    return next_detail();
}

NegotiateDialogue::Next NegotiateDialogue::refused(std::uint32_t status)
{
    switch (step_.question) {
    case Question::every_dialect:
        facts_.refusal = status;
        return ask(Question::older_dialects, older_offer());
    case Question::older_dialects:
        facts_.refusal = status;
        return Next::finished;
    case Question::one_dialect:
    case Question::one_cipher:
        return next_detail();
    case Question::smb1:
        break;
    }
    return Next::finished;
}

NegotiateDialogue::Next NegotiateDialogue::nonsense(std::string what)
{
    if (is_detail()) {
        return next_detail();
    }
    facts_.problem = std::move(what);
    return Next::finished;
}

NegotiateDialogue::Next NegotiateDialogue::interim()
{
    return ++interims_ > max_interim ? nonsense("it sends messages without end, and no answer") : Next::read_on;
}

NegotiateDialogue::Next NegotiateDialogue::ask(Question question, NegotiateOffer offer)
{
    step_ = {question, std::move(offer)};
    answer_.clear();
    interims_ = 0;
    return Next::reconnect;
}

NegotiateDialogue::Next NegotiateDialogue::next_detail()
{
    if (more_.empty()) {
        return Next::finished;
    }
    auto step = std::move(more_.front());
    more_.pop_front();
    return ask(step.question, std::move(step.offer));
}

/// What it says changes no verdict.
bool NegotiateDialogue::is_detail() const
{
    return facts_.reply || facts_.older_reply;
}

} // namespace gpseal::agent
