#include "document_log.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/base/utf.hpp>

#include <utf8.h>

#include <algorithm>
#include <cstring>

namespace gpseal::admx {

namespace {

/// A file that repeats one mistake thousands of times must not fill the memory or the screen.
constexpr std::size_t max_findings_per_file = 200;

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

Result<std::string> from_utf16(std::span<const std::byte> bytes, Encoding encoding)
{
    if (bytes.size() % 2 != 0) {
        return fail(Errc::malformed, "the UTF-16 text ends inside a character");
    }
    if (encoding == Encoding::utf16_little) {
        return to_utf8(bytes);
    }
    std::vector<std::byte> swapped(bytes.begin(), bytes.end());
    for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) {
        std::swap(swapped[i], swapped[i + 1]);
    }
    return to_utf8(swapped);
}

/// The first byte that is not part of well-formed UTF-8, or the size. Most files are ASCII: eight bytes at a time.
std::size_t find_ill_formed(std::string_view text)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    std::size_t at = 0;
    while (at < text.size()) {
        std::uint64_t block = high_bits;
        if (at + sizeof block <= text.size()) {
            std::memcpy(&block, text.data() + at, sizeof block);
        }
        if ((block & high_bits) == 0) {
            at += sizeof block;
            continue;
        }
        const auto* next = text.data() + at;
        try {
            utf8::next(next, text.data() + text.size());
        } catch (const utf8::exception&) {
            return at;
        }
        at = static_cast<std::size_t>(next - text.data());
    }
    return at;
}

} // namespace

Result<DecodedText> decode_text(std::span<const std::byte> bytes)
{
    const auto [encoding, mark_size] = sniff(bytes);
    const auto body = bytes.subspan(mark_size);
    if (encoding != Encoding::utf8) {
        auto text = from_utf16(body, encoding);
        if (!text) {
            return fail(text.error());
        }
        return DecodedText{.utf8 = *std::move(text)};
    }
    DecodedText decoded;
    decoded.utf8.assign(reinterpret_cast<const char*>(body.data()), body.size());
    const auto bad = find_ill_formed(decoded.utf8);
    if (bad != decoded.utf8.size()) {
        decoded.first_ill_formed = bad;
        decoded.utf8 = utf8::replace_invalid(decoded.utf8);
    }
    return decoded;
}

std::optional<std::string> decode(DocumentLog& log)
{
    if (log.bytes().size() > max_document_size) {
        log.add_about_file({Severity::error, "too_large",
                            "the file is larger than " + std::to_string(max_document_size >> 20U) + " MiB",
                            "policy definitions are small; see whether this is one"});
        return std::nullopt;
    }
    auto decoded = decode_text(log.bytes());
    if (!decoded) {
        log.add_about_file({Severity::error, "bad_encoding", decoded.error().message, "restore it from its source"});
        return std::nullopt;
    }
    if (decoded->first_ill_formed) {
        log.add({Severity::warning, "bad_encoding", "ill-formed UTF-8 is shown as U+FFFD",
                 "save the file as UTF-8 or as UTF-16 with a byte order mark"},
                *decoded->first_ill_formed);
    }
    return std::move(decoded->utf8);
}

void DocumentLog::add(Entry entry, std::size_t offset)
{
    push(std::move(entry), findings_.size() < max_findings_per_file ? place(offset) : path_);
}

void DocumentLog::add_about_file(Entry entry)
{
    push(std::move(entry), path_);
}

void DocumentLog::push(Entry entry, std::string where)
{
    if (findings_.size() == max_findings_per_file) {
        ++left_out_;
        auto& last = findings_.back();
        last = {.severity = Severity::warning,
                .code = "too_many_findings",
                .message = "the file has more findings; " + std::to_string(left_out_ + 1) + " are left out",
                .hint = "mend those above first",
                .where = path_};
        return;
    }
    findings_.push_back({.severity = entry.severity,
                         .code = std::string(entry.code),
                         .message = std::move(entry.message),
                         .hint = std::move(entry.hint),
                         .where = std::move(where)});
}

std::string DocumentLog::place(std::size_t offset)
{
    if (!text_) {
        text_ = decode_text(bytes_).value_or(DecodedText{}).utf8;
        line_starts_.push_back(0);
        for (auto at = text_->find('\n'); at != std::string::npos; at = text_->find('\n', at + 1)) {
            line_starts_.push_back(at + 1);
        }
    }
    offset = std::min(offset, text_->size());
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const auto start = *std::prev(next);
    const auto characters = std::count_if(text_->begin() + static_cast<std::ptrdiff_t>(start),
                                          text_->begin() + static_cast<std::ptrdiff_t>(offset),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return path_ + ':' + std::to_string(next - line_starts_.begin()) + ':' + std::to_string(characters + 1);
}

} // namespace gpseal::admx
