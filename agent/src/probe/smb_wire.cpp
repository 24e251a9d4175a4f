#include "probe/smb_wire.hpp"

#include "probe/smb_messages.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <algorithm>
#include <array>

namespace gpseal::agent {

namespace {

constexpr std::size_t frame_size = 4;
constexpr std::size_t smb2_header_size = 64;
constexpr std::size_t next_command_offset = 20;

constexpr std::uint32_t id_smb1 = 0x424d53ff;
constexpr std::uint32_t id_smb2 = 0x424d53fe;
constexpr std::uint32_t id_transform = 0x424d53fd;
constexpr std::uint32_t id_compressed = 0x424d53fc;

std::uint32_t protocol_id(std::span<const std::byte> head)
{
    return ByteReader(head).u32le();
}

/// Where the next element of a compound starts; 0 when this is the last.
std::size_t next_command(std::span<const std::byte> head)
{
    ByteReader in(head);
    in.skip(next_command_offset);
    return in.u32le();
}

/// RFC 1002 4.3.1: request, positive, negative, retarget, keep-alive.
bool is_session_service(std::uint8_t type)
{
    return type >= 0x81 && type <= 0x85;
}

void count_clear_request(SmbConversation& facts, const std::string& name, bool is_signed)
{
    if (facts.clear_requests++ == 0) {
        facts.first_clear_request = name;
    }
    facts.unsigned_requests += is_signed ? 0 : 1;
}

void judge_smb1(std::span<const std::byte> head, SmbConversation& facts)
{
    // MS-CIFS 2.2.3.1 and 2.2.2.1: the handshake; everything else names files or carries data
    constexpr std::array<std::uint8_t, 5> handshake = {0x71, 0x72, 0x73, 0x74, 0x75};
    ByteReader in(head);
    in.skip(4);
    const auto command = in.u8();
    if (!in.failed() && std::find(handshake.begin(), handshake.end(), command) == handshake.end()) {
        constexpr std::string_view digits = "0123456789abcdef";
        count_clear_request(facts, std::string("SMB1 0x") + digits[command >> 4U] + digits[command & 0xfU], false);
    }
}

} // namespace

void SmbStream::unreadable(SmbConversation& facts, std::string_view why) const
{
    auto& reason = direction_ == WireDirection::to_server ? facts.unreadable_to_server : facts.unreadable_to_client;
    if (reason.empty()) {
        reason = why;
    }
}

void SmbStream::feed(std::span<const std::byte> bytes, SmbConversation& facts)
{
    while (!bytes.empty() && !lost_) {
        bytes = message_left_ == 0 ? take_frame(bytes, facts) : take_message(bytes, facts);
    }
}

std::span<const std::byte> SmbStream::take_frame(std::span<const std::byte> bytes, SmbConversation& facts)
{
    const auto count = std::min(frame_size - frame_.size(), bytes.size());
    frame_.insert(frame_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
    if (frame_.size() == frame_size) {
        const auto word = ByteReader(frame_).u32be();
        const auto type = static_cast<std::uint8_t>(word >> 24U);
        frame_.clear();
        session_service_ = is_session_service(type);
        if (type != 0 && !session_service_) {
            lost_ = true;
            unreadable(facts, "bytes that are no SMB frame");
            return {};
        }
        message_left_ = word & (session_service_ ? 0x1ffffU : 0xffffffU);
        skip_ = session_service_ ? message_left_ : 0;
        follows_ = false;
        begin_element();
    }
    return bytes.subspan(count);
}

void SmbStream::begin_element()
{
    head_.clear();
    extent_ = 0;
    head_wanted_ = std::min(smb2_header_size, message_left_);
}

std::span<const std::byte> SmbStream::take_message(std::span<const std::byte> bytes, SmbConversation& facts)
{
    const auto count = std::min(skip_ > 0 ? skip_ : head_wanted_ - head_.size(), bytes.size());
    message_left_ -= count;
    if (skip_ > 0) {
        skip_ -= count;
        if (skip_ == 0) {
            begin_element();
        }
        return bytes.subspan(count);
    }
    head_.insert(head_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
    if (head_.size() == head_wanted_) {
        head_is_complete(facts);
    }
    return bytes.subspan(count);
}

void SmbStream::head_is_complete(SmbConversation& facts)
{
    const auto rest = head_.size() + message_left_;
    if (extent_ == 0) {
        extent_ = rest;
        if (const auto next = next_command(head_); protocol_id(head_) == id_smb2 && next != 0) {
            if (next < smb2_header_size || next > rest) {
                unreadable(facts, "a compound whose parts do not fit");
            } else {
                extent_ = next;
            }
        }
        head_wanted_ = std::min(extent_, head_limit);
        if (head_wanted_ > head_.size()) {
            return;
        }
    }
    judge(facts);
    skip_ = extent_ - head_.size();
    follows_ = true;
    if (skip_ == 0) {
        begin_element();
    }
}

void SmbStream::judge(SmbConversation& facts) const
{
    const auto id = head_.size() < 4 ? 0 : protocol_id(head_);
    const bool request = direction_ == WireDirection::to_server;
    if (id == id_smb2) {
        judge_smb2(facts);
    } else if (id == id_transform && !follows_) {
        if (is_whole_transform(head_, extent_)) {
            ++(request ? facts.transforms_to_server : facts.transforms_to_client);
        } else {
            unreadable(facts, "a malformed TRANSFORM");
        }
    } else if (id == id_smb1 && !follows_) {
        if (request) {
            judge_smb1(head_, facts);
        }
    } else if (id == id_compressed && !follows_) {
        if (request) {
            count_clear_request(facts, "compressed", false);
        } else {
            ++facts.clear_replies;
        }
    } else {
        unreadable(facts, "a message that is not SMB");
    }
}

void SmbStream::judge_smb2(SmbConversation& facts) const
{
    const auto message = read_smb2_message(head_);
    if (!message) {
        unreadable(facts, "an SMB2 header that is cut off");
        return;
    }
    if (direction_ == WireDirection::to_server) {
        if (message->has_content()) {
            count_clear_request(facts, smb2_command_name(message->command), message->is_signed());
        } else if (message->command == smb2_negotiate) {
            facts.lowest_offer = lowest_offered_dialect(head_);
        }
        return;
    }
    note_reply(*message, head_, facts);
    if (message->has_content() && message->succeeded()) {
        ++facts.clear_replies;
    }
}

void SmbStream::finish(SmbConversation& facts)
{
    if (lost_ || session_service_ || skip_ > 0 || message_left_ == 0 || head_.empty()) {
        return;
    }
    extent_ = extent_ == 0 ? head_.size() + message_left_ : extent_;
    if (head_.size() >= smb2_known_size) { // fewer bytes name no command and carry nothing
        judge(facts);
    }
    message_left_ = 0;
}

} // namespace gpseal::agent
