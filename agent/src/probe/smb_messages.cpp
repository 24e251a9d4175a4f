#include "probe/smb_messages.hpp"

#include "probe/negotiate_reply.hpp"
#include "probe/negotiate_request.hpp"

#include <gpseal/base/byte_reader.hpp>

#include <algorithm>
#include <array>

namespace gpseal::agent {

namespace {

constexpr std::uint16_t session_setup = 1;
constexpr std::uint16_t tree_connect = 3;
constexpr std::uint16_t ioctl = 11;
constexpr std::uint16_t cancel = 12;
constexpr std::uint16_t echo = 13;
constexpr std::uint16_t first_with_content = 5;
constexpr std::uint32_t fsctl_validate_negotiate_info = 0x00140204;

constexpr std::uint32_t flag_signed = 0x8;
constexpr std::uint32_t status_pending = 0x00000103;
constexpr std::uint32_t status_next_round = 0xC0000016; // STATUS_MORE_PROCESSING_REQUIRED

constexpr std::size_t header_size = 64;

void note_session(const Smb2Message& message, std::span<const std::byte> head, SmbConversation& facts)
{
    if (message.status == status_next_round) {
        return;
    }
    facts.session_status = message.status;
    if (message.status != 0) {
        facts.session_refusal = facts.session_refusal.value_or(message.status);
        return;
    }
    ByteReader in(head);
    in.seek(header_size + 2);
    facts.session_flags = in.u16le();
    facts.session_signed = message.is_signed();
}

} // namespace

bool Negotiated::can_encrypt() const
{
    return cipher != 0;
}

std::string Negotiated::dialect_name() const
{
    switch (dialect) {
    case dialect_2_0_2:
        return "2.0.2";
    case dialect_2_1:
        return "2.1";
    case dialect_3_0:
        return "3.0";
    case dialect_3_0_2:
        return "3.0.2";
    case dialect_3_1_1:
        return "3.1.1";
    }
    std::string name = "0x";
    for (auto shift = 12; shift >= 0; shift -= 4) {
        name += "0123456789abcdef"[(static_cast<unsigned>(dialect) >> static_cast<unsigned>(shift)) & 0xfU];
    }
    return name;
}

std::string_view Negotiated::cipher_name() const
{
    constexpr std::array<std::string_view, 5> names = {"", "AES-128-CCM", "AES-128-GCM", "AES-256-CCM", "AES-256-GCM"};
    return cipher < names.size() ? names.at(cipher) : std::string_view{};
}

std::string smb2_command_name(std::uint16_t command)
{
    constexpr std::array<std::string_view, 19> names = {
        "NEGOTIATE",       "SESSION_SETUP", "LOGOFF",     "TREE_CONNECT", "TREE_DISCONNECT", "CREATE", "CLOSE",
        "FLUSH",           "READ",          "WRITE",      "LOCK",         "IOCTL",           "CANCEL", "ECHO",
        "QUERY_DIRECTORY", "CHANGE_NOTIFY", "QUERY_INFO", "SET_INFO",     "OPLOCK_BREAK"};
    return command < names.size() ? std::string(names.at(command)) : "command " + std::to_string(command);
}

bool Smb2Message::has_content() const
{
    return command >= first_with_content && command != cancel && command != echo &&
           !(command == ioctl && control_code == fsctl_validate_negotiate_info);
}

bool Smb2Message::is_signed() const
{
    return (flags & flag_signed) != 0;
}

bool Smb2Message::succeeded() const
{
    constexpr std::uint32_t severity_error = 3; // MS-ERREF 2.3
    return status >> 30U != severity_error && status != status_pending;
}

std::optional<Smb2Message> read_smb2_message(std::span<const std::byte> head)
{
    ByteReader in(head);
    in.skip(8);
    Smb2Message message{.status = in.u32le(), .command = in.u16le()};
    in.skip(2);
    message.flags = in.u32le();
    if (in.failed()) {
        return std::nullopt;
    }
    if (message.command == ioctl) {
        in.seek(header_size + 4); // CtlCode, in requests (2.2.31) and replies (2.2.32) alike
        message.control_code = in.u32le();
    }
    return message;
}

bool is_whole_transform(std::span<const std::byte> head, std::size_t size)
{
    constexpr std::size_t transform_size = 52;
    ByteReader in(head);
    in.seek(36);
    const auto original_size = in.u32le();
    in.skip(2);
    const auto flags = in.u16le(); // in 3.0 and 3.0.2 EncryptionAlgorithm, whose only value is 1 as well
    const auto session = in.u64le();
    return !in.failed() && size >= transform_size && original_size == size - transform_size && flags == 1 &&
           session != 0;
}

std::optional<std::uint16_t> lowest_offered_dialect(std::span<const std::byte> head)
{
    ByteReader in(head);
    in.seek(header_size + 2);
    const auto count = in.u16le();
    in.seek(header_size + 36);
    std::optional<std::uint16_t> lowest;
    for (std::uint16_t i = 0; i < count && !in.failed(); ++i) {
        const auto dialect = in.u16le();
        lowest = std::min(lowest.value_or(dialect), dialect);
    }
    return in.failed() ? std::nullopt : lowest;
}

void note_reply(const Smb2Message& message, std::span<const std::byte> head, SmbConversation& facts)
{
    if (message.command == smb2_negotiate) {
        facts.negotiate_status = message.status;
        const auto reply = message.status == 0 ? parse_negotiate_reply(head) : fail(Errc::refused, "");
        facts.negotiated = reply ? std::optional(reply->negotiated) : std::nullopt;
        if (message.status == 0 && !facts.negotiated && facts.unreadable_to_client.empty()) {
            facts.unreadable_to_client = "a NEGOTIATE reply that is cut off";
        }
    } else if (message.command == session_setup) {
        note_session(message, head, facts);
    } else if (message.command == tree_connect && facts.tree_status.value_or(0) == 0) {
        facts.tree_status = message.status;
    }
}

} // namespace gpseal::agent
