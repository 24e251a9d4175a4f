#pragma once

#include <gpseal/base/byte_reader.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace gpseal::tests {

/// What a server said, connection by connection, as the seeds of fuzz target negotiate_reply keep it: length (2 bytes,
/// little-endian) and that many bytes of each, until it hung up or nothing more came.
inline std::vector<std::span<const std::byte>> answer_records(std::span<const std::byte> file)
{
    ByteReader in(file);
    std::vector<std::span<const std::byte>> records;
    while (in.remaining() >= 2) {
        const std::size_t size = in.u16le();
        records.push_back(in.take(std::min(size, in.remaining())));
    }
    return records;
}

} // namespace gpseal::tests
