#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gpseal::agent {

inline constexpr std::uint16_t dialect_2_0_2 = 0x0202;
inline constexpr std::uint16_t dialect_2_1 = 0x0210;
inline constexpr std::uint16_t dialect_3_0 = 0x0300;
inline constexpr std::uint16_t dialect_3_0_2 = 0x0302;
inline constexpr std::uint16_t dialect_3_1_1 = 0x0311;

inline constexpr std::array known_dialects{dialect_2_0_2, dialect_2_1, dialect_3_0, dialect_3_0_2, dialect_3_1_1};

/// MS-SMB2 2.2.3.1.2: AES-128-GCM, AES-128-CCM, AES-256-GCM, AES-256-CCM, in the order in which clients offer them.
inline constexpr std::array<std::uint16_t, 4> known_ciphers{2, 1, 4, 3};

/// What a client says it can do. No ciphers without 3.1.1: the dialects before it have no place for them.
struct NegotiateOffer {
    std::vector<std::uint16_t> dialects; ///< ascending
    std::vector<std::uint16_t> ciphers;  ///< the one wanted most first

    bool operator==(const NegotiateOffer&) const = default;
};

/// The random bytes of a request.
struct NegotiateRandom {
    std::array<std::byte, 16> client_guid{};
    std::array<std::byte, 32> salt{};
};

/// A NEGOTIATE request (MS-SMB2 2.2.3) in its frame. Offers every capability: with SMB2_GLOBAL_CAP_ENCRYPTION unset
/// Samba hides that it can encrypt, also in 3.1.1.
[[nodiscard]] std::vector<std::byte> negotiate_request(const NegotiateOffer& offer, const NegotiateRandom& random);

/// An SMB_COM_NEGOTIATE (MS-CIFS 2.2.4.52) in its frame, which offers "NT LM 0.12" alone.
[[nodiscard]] std::vector<std::byte> smb1_negotiate_request();

} // namespace gpseal::agent
