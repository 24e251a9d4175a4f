#include "service/sealed_record.hpp"

#include "service/sha256.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <utility>

namespace gpseal::agent {

namespace {

constexpr std::size_t error_words_max = 240;

} // namespace

std::string seal_record(const RecordForm& form, std::string_view body)
{
    return std::string(form.magic).append(sha256_hex(body)).append(body);
}

Result<std::string_view> open_record(const RecordForm& form, std::string_view record)
{
    const auto head_size = form.magic.size() + record_digest_size;
    if (record.size() < head_size || record.size() > form.max || !record.starts_with(form.magic)) {
        return fail(Errc::malformed, "is not a record of this kind and version");
    }
    const auto body = record.substr(head_size);
    if (record.substr(form.magic.size(), record_digest_size) != sha256_hex(body)) {
        return fail(Errc::malformed, "is a record whose checksum does not fit");
    }
    return body;
}

RecordWriter& RecordWriter::exact(std::string_view text, std::size_t limit)
{
    too_much_ = too_much_ || text.size() > limit;
    const auto kept = text.substr(0, limit);
    number(static_cast<std::uint16_t>(kept.size()));
    bytes_ += kept;
    return *this;
}

RecordWriter& RecordWriter::words(std::string_view text, std::size_t limit)
{
    const auto whole = valid_utf8(text);
    auto end = std::min(whole.size(), limit);
    while (end < whole.size() && end > 0 && (static_cast<unsigned char>(whole[end]) & 0xC0U) == 0x80U) {
        --end; // never half a character
    }
    return exact(std::string_view(whole).substr(0, end), limit);
}

RecordWriter& RecordWriter::error(const Error& error)
{
    number(static_cast<std::uint8_t>(error.code));
    return words(error.message, error_words_max).words(error.where, error_words_max);
}

std::string RecordReader::exact(std::size_t limit)
{
    const std::size_t size = in_.u16le();
    refuse_unless(size <= limit);
    if (wrong()) {
        return {};
    }
    const auto bytes = in_.take(size);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; // NOLINT: bytes are chars
}

std::string RecordReader::words(std::size_t limit)
{
    auto text = exact(limit);
    refuse_unless(valid_utf8(text) == text);
    return text;
}

Error RecordReader::error()
{
    const auto code = one_of(Errc::internal);
    auto message = words(error_words_max);
    return {code, std::move(message), words(error_words_max)};
}

unsigned RecordReader::below(unsigned count)
{
    const auto number = in_.u8();
    refuse_unless(number < count);
    return wrong_ ? 0 : number;
}

} // namespace gpseal::agent
