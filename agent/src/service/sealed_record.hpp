#pragma once

#include <gpseal/base/byte_reader.hpp>
#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// What parts of the service hand to each other: a line that names kind and version, the SHA-256 of the rest as hex
/// digits, and the rest.
[[nodiscard]] std::string seal_record(std::string_view magic, std::string_view body);

/// The rest, which lives as long as `record`. Errc::malformed: another kind or version, more than `max` bytes, or not
/// what was sealed.
[[nodiscard]] Result<std::string_view> open_record(std::string_view magic, std::string_view record, std::size_t max);

/// A body, little-endian. Words have a length of two bytes.
class RecordWriter {
public:
    template <typename T> RecordWriter& number(T value)
    {
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            bytes_.push_back(static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU));
        }
        return *this;
    }
    RecordWriter& flag(bool value) { return number(static_cast<std::uint8_t>(value)); }
    /// As they are; more than `limit` and the record cannot be had.
    RecordWriter& exact(std::string_view text, std::size_t limit);
    /// For people: made UTF-8 and cut to `limit`.
    RecordWriter& words(std::string_view text, std::size_t limit);
    RecordWriter& error(const Error& error);

    /// A list that is too long.
    void refuse_unless(bool right) { too_much_ = too_much_ || !right; }

    [[nodiscard]] bool too_much() const { return too_much_; }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
    bool too_much_ = false;
};

/// Reads what RecordWriter writes and nothing else; ask at_end() once, at the end, and wrong() in loops.
class RecordReader {
public:
    explicit RecordReader(std::string_view body) : in_(std::as_bytes(std::span(body))) {}

    [[nodiscard]] bool wrong() const { return wrong_ || in_.failed(); }
    [[nodiscard]] bool at_end() const { return !wrong() && in_.remaining() == 0; }
    void refuse_unless(bool right) { wrong_ = wrong_ || !right; }

    std::uint8_t u8() { return in_.u8(); }
    std::uint16_t u16() { return in_.u16le(); }
    std::uint32_t u32() { return in_.u32le(); }
    std::uint64_t u64() { return in_.u64le(); }
    bool flag() { return below(2) == 1; }
    /// An enumerator, the last of which is `last`.
    template <typename Enum> Enum one_of(Enum last)
    {
        return static_cast<Enum>(below(static_cast<unsigned>(last) + 1));
    }
    std::string exact(std::size_t limit);
    std::string words(std::size_t limit);
    Error error();

private:
    unsigned below(unsigned count);

    ByteReader in_;
    bool wrong_ = false;
};

} // namespace gpseal::agent
