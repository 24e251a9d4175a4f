#pragma once

#include <gpseal/base/byte_reader.hpp>
#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace gpseal::agent {

inline constexpr std::size_t record_digest_size = 64; ///< bytes: SHA-256 as lower-case hex digits

/// What a kind of record is.
struct RecordForm {
    std::string_view magic;  ///< the line that it begins with: kind and version
    std::size_t max = 0;     ///< bytes, all of it
    std::string_view writer; ///< who says it
};

/// What parts of the service hand to each other: the form's line, the SHA-256 of the rest as hex digits, and the rest.
[[nodiscard]] std::string seal_record(const RecordForm& form, std::string_view body);

/// The rest, which lives as long as `record`. Errc::malformed: another kind or version, too many bytes, or not what was
/// sealed.
[[nodiscard]] Result<std::string_view> open_record(const RecordForm& form, std::string_view record);

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
    /// Of these bytes; none where there are fewer.
    std::span<const std::byte> bytes(std::size_t size) { return in_.take(size); }
    std::string exact(std::size_t limit);
    std::string words(std::size_t limit);
    Error error();

private:
    unsigned below(unsigned count);

    ByteReader in_;
    bool wrong_ = false;
};

/// One of several things, as `write(RecordWriter&, thing)` says it. Errc::limit_exceeded: it is too much.
template <typename Variant, typename Write>
[[nodiscard]] Result<std::string> encode_record(const RecordForm& form, const Variant& said, Write write)
{
    RecordWriter out;
    std::visit([&](const auto& each) { write(out, each); }, said);
    auto record = seal_record(form, out.bytes());
    if (out.too_much() || record.size() > form.max) {
        return fail(Errc::limit_exceeded, "is more than can be said", std::string(form.writer));
    }
    return record;
}

/// What `read(RecordReader&)` understands. Errc::malformed: it does not, or something is left.
template <typename Read>
[[nodiscard]] auto decode_record(const RecordForm& form, std::string_view record, Read read)
    -> Result<std::invoke_result_t<Read, RecordReader&>>
{
    const auto body = open_record(form, record);
    if (!body) {
        return fail(body.error());
    }
    RecordReader in(*body);
    auto said = read(in);
    if (!in.at_end()) {
        return fail(Errc::malformed, "is a record that is not understood");
    }
    return said;
}

} // namespace gpseal::agent
