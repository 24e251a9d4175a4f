#pragma once

#include "probe/smb_wire.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace gpseal::agent {

inline constexpr std::uint16_t smb2_negotiate = 0;
inline constexpr std::size_t smb2_known_size = 20; ///< up to here a header says what it is (MS-SMB2 2.2.1.2)

/// The part of an SMB2 message that the judgement hangs on.
struct Smb2Message {
    std::uint32_t status = 0;
    std::uint16_t command = 0;
    std::uint32_t flags = 0;
    std::uint32_t control_code = 0; ///< of an IOCTL; 0 when it was cut off

    /// Names files or carries data: everything but NEGOTIATE, SESSION_SETUP, LOGOFF, TREE_CONNECT, TREE_DISCONNECT,
    /// CANCEL, ECHO and the downgrade check FSCTL_VALIDATE_NEGOTIATE_INFO (DESIGN.md section 12).
    [[nodiscard]] bool has_content() const;
    [[nodiscard]] bool is_signed() const;
    /// A reply that carries what was asked for: no error, and not the interim STATUS_PENDING.
    [[nodiscard]] bool succeeded() const;
};

/// nullopt: fewer than `smb2_known_size` bytes.
[[nodiscard]] std::optional<Smb2Message> read_smb2_message(std::span<const std::byte> head);

/// Whether a TRANSFORM header (MS-SMB2 2.2.41) is one of a sealed message of `size` bytes in all.
[[nodiscard]] bool is_whole_transform(std::span<const std::byte> head, std::size_t size);

/// The lowest dialect of a NEGOTIATE request (MS-SMB2 2.2.3); nullopt when the list is cut off or empty.
[[nodiscard]] std::optional<std::uint16_t> lowest_offered_dialect(std::span<const std::byte> head);

/// Notes what a reply says about the connection: dialect, cipher, statuses.
void note_reply(const Smb2Message& message, std::span<const std::byte> head, SmbConversation& facts);

} // namespace gpseal::agent
