#pragma once

#include "probe/smb_wire.hpp"

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace gpseal::agent {

/// A server's answer to a NEGOTIATE (MS-SMB2 2.2.4).
struct NegotiateReply {
    Negotiated negotiated;
    std::uint16_t security_mode = 0;
    /// 3.1.1: the answer holds an ENCRYPTION context. With it and cipher 0 the server encrypts, but with none of the
    /// ciphers it was offered.
    bool encryption_context = false;
    std::uint64_t system_time = 0; ///< the server's clock, 100 ns since 1601; 0: it does not tell

    [[nodiscard]] bool signing_required() const;
    [[nodiscard]] bool signing_enabled() const;
    [[nodiscard]] bool dfs() const;

    bool operator==(const NegotiateReply&) const = default;
};

/// Reads the whole SMB2 message, header first, whose status is success. As strict as a client has to be (3.2.5.2):
/// every offset and length within the message, and in 3.1.1 exactly one PREAUTH context with one known hash, at most
/// one ENCRYPTION context with one cipher. Errc::malformed says which of it does not hold.
[[nodiscard]] Result<NegotiateReply> parse_negotiate_reply(std::span<const std::byte> message);

} // namespace gpseal::agent
