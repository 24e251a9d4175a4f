#include <gpseal/base/byte_reader.hpp>

namespace gpseal {

std::span<const std::byte> ByteReader::take(std::size_t count)
{
    if (count > remaining()) {
        failed_ = true;
        return {};
    }
    const auto taken = bytes_.subspan(offset_, count);
    offset_ += count;
    return taken;
}

void ByteReader::skip(std::size_t count)
{
    (void)take(count);
}

void ByteReader::seek(std::size_t offset)
{
    if (failed_ || offset > bytes_.size()) {
        failed_ = true;
        return;
    }
    offset_ = offset;
}

namespace {

template <typename T> T little_endian(std::span<const std::byte> bytes)
{
    T value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
        value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) | std::to_integer<std::uint8_t>(bytes[i]));
    }
    return value;
}

template <typename T> T big_endian(std::span<const std::byte> bytes)
{
    T value = 0;
    for (const auto byte : bytes) {
        value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) | std::to_integer<std::uint8_t>(byte));
    }
    return value;
}

} // namespace

std::uint8_t ByteReader::u8()
{
    return little_endian<std::uint8_t>(take(1));
}

std::uint16_t ByteReader::u16le()
{
    return little_endian<std::uint16_t>(take(2));
}

std::uint32_t ByteReader::u32le()
{
    return little_endian<std::uint32_t>(take(4));
}

std::uint64_t ByteReader::u64le()
{
    return little_endian<std::uint64_t>(take(8));
}

std::uint16_t ByteReader::u16be()
{
    return big_endian<std::uint16_t>(take(2));
}

std::uint32_t ByteReader::u32be()
{
    return big_endian<std::uint32_t>(take(4));
}

} // namespace gpseal
