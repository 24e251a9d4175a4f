#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

enum class WireDirection { to_server, to_client };

/// What a server's NEGOTIATE reply settled (MS-SMB2 2.2.4).
struct Negotiated {
    std::uint16_t dialect = 0;
    std::uint32_t capabilities = 0;
    std::uint16_t cipher = 0; ///< the ENCRYPTION context's (2.2.3.1.2); 0: none was agreed on

    /// Whether a session of this dialect can be sealed at all: 3.1.1 with a cipher, 3.0 and 3.0.2 with
    /// SMB2_GLOBAL_CAP_ENCRYPTION (which 3.1.1 servers leave unset).
    [[nodiscard]] bool can_encrypt() const;
    [[nodiscard]] std::string dialect_name() const;     ///< "3.1.1"; "0x02ff" for one without a name
    [[nodiscard]] std::string_view cipher_name() const; ///< "AES-128-GCM"; empty when there is none

    bool operator==(const Negotiated&) const = default;
};

/// What one connection showed of its SMB messages. Each field is written by one direction only, so that the order
/// in which the two directions arrive does not matter.
struct SmbConversation {
    std::uint32_t clear_requests = 0;    ///< with content, readable: what the mandate forbids
    std::uint32_t unsigned_requests = 0; ///< those of them without a signature
    std::string first_clear_request;     ///< "CREATE", "SMB1 0x25", "compressed"
    std::uint32_t clear_replies = 0;     ///< successful replies with content, readable
    std::uint32_t transforms_to_server = 0;
    std::uint32_t transforms_to_client = 0;
    std::optional<std::uint16_t> lowest_offer; ///< lowest dialect of the client's last NEGOTIATE
    std::optional<std::uint32_t> negotiate_status;
    std::optional<Negotiated> negotiated;
    std::optional<std::uint32_t> session_status;  ///< of the last SESSION_SETUP that was more than a next round
    std::optional<std::uint32_t> session_refusal; ///< the first that failed
    std::uint16_t session_flags = 0;              ///< of the last that succeeded: 1 guest, 2 anonymous, 4 encrypt
    bool session_signed = false;
    std::optional<std::uint32_t> tree_status; ///< of the first TREE_CONNECT that failed, else of the last
    std::string unreadable_to_server;         ///< why some of the client's bytes could not be judged; empty: all were
    std::string unreadable_to_client;

    bool operator==(const SmbConversation&) const = default;
};

/// Follows one direction of a connection: NBSS frames, and in them SMB1, SMB2 (compounds too), TRANSFORM and
/// COMPRESSED. Keeps at most `head_limit` bytes of a message, whatever its size; gives the same facts however the
/// bytes are cut into pieces.
class SmbStream {
public:
    static constexpr std::size_t head_limit = 4096;

    explicit SmbStream(WireDirection direction) : direction_(direction) {}

    void feed(std::span<const std::byte> bytes, SmbConversation& facts);
    /// No more bytes will come: judges a header that was cut off, as far as it goes.
    void finish(SmbConversation& facts);

private:
    [[nodiscard]] std::span<const std::byte> take_frame(std::span<const std::byte> bytes, SmbConversation& facts);
    [[nodiscard]] std::span<const std::byte> take_message(std::span<const std::byte> bytes, SmbConversation& facts);
    void begin_element();
    void head_is_complete(SmbConversation& facts);
    void judge(SmbConversation& facts) const;
    void judge_smb2(SmbConversation& facts) const;
    void unreadable(SmbConversation& facts, std::string_view why) const;

    WireDirection direction_;
    bool lost_ = false;            ///< what came was no frame: nothing behind it can be judged
    std::vector<std::byte> frame_; ///< the frame's four bytes, as far as they came
    bool session_service_ = false; ///< the frame carries no SMB (RFC 1002 4.3.1)
    std::size_t message_left_ = 0; ///< bytes of this message still to come
    std::vector<std::byte> head_;  ///< the first bytes of this element of a compound
    std::size_t head_wanted_ = 0;
    std::size_t extent_ = 0; ///< the whole element; 0: not known yet
    std::size_t skip_ = 0;   ///< its bytes nobody needs
    bool follows_ = false;   ///< stands behind another in a compound
};

/// The name of an SMB2 command (MS-SMB2 2.2.1.2).
[[nodiscard]] std::string smb2_command_name(std::uint16_t command);

} // namespace gpseal::agent
