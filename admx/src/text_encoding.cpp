#include "text_encoding.hpp"

#include "labelled_text.hpp"
#include "utf8_check.hpp"

#include <gpseal/base/utf.hpp>

#include <utf8.h>

#include <span>
#include <utility>

namespace gpseal::admx {

namespace {

enum class Encoding { utf8, utf16_little, utf16_big };

struct Sniffed {
    Encoding encoding = Encoding::utf8;
    std::size_t mark_size = 0;
};

/// XML starts with an ASCII character, so a NUL beside it gives UTF-16 away where there is no mark.
Sniffed sniff(std::span<const std::byte> bytes)
{
    const auto at = [&](std::size_t i) { return i < bytes.size() ? std::to_integer<unsigned>(bytes[i]) : 0x100U; };
    if (at(0) == 0xEF && at(1) == 0xBB && at(2) == 0xBF) {
        return {Encoding::utf8, 3};
    }
    if (at(0) == 0xFF && at(1) == 0xFE) {
        return {Encoding::utf16_little, 2};
    }
    if (at(0) == 0xFE && at(1) == 0xFF) {
        return {Encoding::utf16_big, 2};
    }
    if (at(0) != 0 && at(1) == 0) {
        return {Encoding::utf16_little, 0};
    }
    if (at(0) == 0 && at(1) != 0) {
        return {Encoding::utf16_big, 0};
    }
    return {};
}

std::vector<std::byte> bytes_of(std::string_view text)
{
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

/// The same text, and where its first NUL is.
DecodedText with_first_nul(DecodedText decoded)
{
    const auto found = decoded.text().find('\0');
    decoded.first_nul = found == std::string_view::npos ? std::nullopt : std::optional(found);
    return decoded;
}

Result<DecodedText> from_utf16(std::span<std::byte> bytes, Encoding encoding)
{
    if (bytes.size() % 2 != 0) {
        return fail(Errc::malformed, "the UTF-16 text ends inside a character");
    }
    if (encoding == Encoding::utf16_big) {
        for (std::size_t i = 0; i < bytes.size(); i += 2) {
            std::swap(bytes[i], bytes[i + 1]);
        }
    }
    return with_first_nul({.bytes = bytes_of(to_utf8(bytes))});
}

/// The first byte that is not part of well-formed UTF-8, or the size.
std::size_t find_ill_formed(std::string_view text)
{
    return static_cast<std::size_t>(utf8::find_invalid(text.begin(), text.end()) - text.begin());
}

} // namespace

bool is_utf16(std::span<const std::byte> bytes)
{
    return sniff(bytes).encoding != Encoding::utf8;
}

Result<DecodedText> decode_text(std::vector<std::byte> bytes)
{
    const auto [encoding, mark_size] = sniff(bytes);
    if (encoding != Encoding::utf8) {
        return from_utf16(std::span(bytes).subspan(mark_size), encoding);
    }
    DecodedText decoded{.bytes = std::move(bytes), .mark_size = mark_size};
    if (is_utf8_without_nul(decoded.text())) {
        return decoded;
    }
    const auto bad = find_ill_formed(decoded.text());
    if (bad == decoded.text().size()) {
        return with_first_nul(std::move(decoded));
    }
    if (const auto labelled = mark_size == 0 ? decode_by_label(decoded.text()) : std::nullopt) {
        return with_first_nul(
            {.bytes = bytes_of(labelled->utf8), .first_ill_formed = labelled->first_unmapped, .by_label = true});
    }
    decoded.first_ill_formed = bad;
    decoded.bytes = bytes_of(valid_utf8(decoded.text()));
    decoded.mark_size = 0;
    return with_first_nul(std::move(decoded));
}

} // namespace gpseal::admx
