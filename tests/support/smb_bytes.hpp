#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::tests {

using Bytes = std::vector<std::byte>;

inline Bytes operator+(Bytes left, const Bytes& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

inline Bytes text_bytes(std::string_view text)
{
    Bytes bytes;
    for (const char c : text) {
        bytes.push_back(static_cast<std::byte>(c));
    }
    return bytes;
}

inline Bytes le(std::uint64_t value, std::size_t size)
{
    Bytes bytes;
    for (std::size_t i = 0; i < size; ++i) {
        bytes.push_back(static_cast<std::byte>(value >> (8 * i)));
    }
    return bytes;
}

inline Bytes be(std::uint64_t value, std::size_t size)
{
    const auto little = le(value, size);
    return {little.rbegin(), little.rend()};
}

/// Direct TCP transport's frame (MS-SMB2 2.1).
inline Bytes framed(const Bytes& message)
{
    return be(message.size(), 4) + message;
}

struct Smb2Fields {
    std::uint16_t command = 0;
    std::uint32_t status = 0;
    std::uint32_t flags = 0;
    std::uint32_t next = 0;
};

inline Bytes smb2(const Smb2Fields& fields, const Bytes& body)
{
    return text_bytes("\xfeSMB") + le(64, 2) + le(0, 2) + le(fields.status, 4) + le(fields.command, 2) + le(1, 2) +
           le(fields.flags, 4) + le(fields.next, 4) + Bytes(40) + body;
}

inline Bytes transform(std::size_t size)
{
    return text_bytes("\xfdSMB") + Bytes(32) + le(size, 4) + le(0, 2) + le(1, 2) + le(7, 8) + Bytes(size);
}

/// NEGOTIATE reply (2.2.4) of signing enabled; in 3.1.1 with its PREAUTH context, and with an ENCRYPTION context when
/// `cipher` is not 0.
inline Bytes negotiate_reply(std::uint16_t dialect, std::uint32_t capabilities, std::uint16_t cipher)
{
    const bool contexts = dialect == 0x0311;
    auto body = le(65, 2) + le(1, 2) + le(dialect, 2) + le(contexts ? (cipher != 0 ? 2 : 1) : 0, 2) + Bytes(16) +
                le(capabilities, 4) + Bytes(28) + le(128, 2) + le(0, 2) + le(contexts ? 128 : 0, 4);
    if (contexts) {
        body = body + le(1, 2) + le(6, 2) + Bytes(4) + le(1, 2) + le(0, 2) + le(1, 2);
    }
    if (cipher != 0) {
        body = body + Bytes(2) + le(2, 2) + le(4, 2) + Bytes(4) + le(1, 2) + le(cipher, 2);
    }
    return smb2({.command = 0, .flags = 1}, body);
}

} // namespace gpseal::tests
