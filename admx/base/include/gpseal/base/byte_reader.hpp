#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace gpseal {

/// Reads little- and big-endian fields from untrusted bytes.
///
/// Every read is bounds-checked. The first failure sticks: later reads return zero values and move nothing, so a
/// parser is written as its grammar and asks once, at the end, whether it held. Ask `failed()` in every loop.
class ByteReader {
public:
    /// `bytes` must outlive the reader.
    explicit ByteReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    [[nodiscard]] std::uint8_t u8();
    [[nodiscard]] std::uint16_t u16le();
    [[nodiscard]] std::uint32_t u32le();
    [[nodiscard]] std::uint64_t u64le();
    [[nodiscard]] std::uint16_t u16be();
    [[nodiscard]] std::uint32_t u32be();
    /// `count` bytes, or a failure: never allocates.
    [[nodiscard]] std::span<const std::byte> take(std::size_t count);
    void skip(std::size_t count);
    /// Moves to an absolute offset within the bytes.
    void seek(std::size_t offset);

    [[nodiscard]] std::size_t offset() const { return offset_; }
    [[nodiscard]] std::size_t remaining() const { return failed_ ? 0 : bytes_.size() - offset_; }
    [[nodiscard]] bool failed() const { return failed_; }

private:
    std::span<const std::byte> bytes_;
    std::size_t offset_ = 0;
    bool failed_ = false;
};

} // namespace gpseal
