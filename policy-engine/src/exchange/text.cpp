#include "exchange/text.hpp"

#include <gpseal/policy/exchange.hpp>

#include <algorithm>
#include <array>

namespace gpseal::policy::exchange {

namespace {

constexpr std::string_view blanks = " \t";

bool starts_with(std::span<const std::byte> bytes, std::initializer_list<unsigned char> mark)
{
    return bytes.size() >= mark.size() &&
           std::equal(mark.begin(), mark.end(), bytes.begin(),
                      [](unsigned char a, std::byte b) { return a == std::to_integer<unsigned char>(b); });
}

std::span<const std::byte> bytes_of(const std::string& text)
{
    return std::as_bytes(std::span(text));
}

std::string swapped(std::span<const std::byte> big_endian)
{
    std::string out(big_endian.size(), '\0');
    for (std::size_t i = 0; i + 1 < out.size(); i += 2) {
        out[i] = static_cast<char>(big_endian[i + 1]);
        out[i + 1] = static_cast<char>(big_endian[i]);
    }
    return out;
}

Result<std::string> from_utf16(std::span<const std::byte> bytes, std::string_view origin)
{
    auto text = to_utf8(bytes.first(bytes.size() / 2 * 2));
    const auto again = to_utf16le(text);
    const auto bad = std::mismatch(again.begin(), again.end(), bytes.begin(), bytes.end(), [](char a, std::byte b) {
                         return static_cast<std::byte>(a) == b;
                     }).first;
    if (bad != again.end() || again.size() != bytes.size()) {
        const auto whole = static_cast<std::size_t>(bad - again.begin()) / 2 * 2;
        return fail(
            error_at(origin, line_at(to_utf8(bytes.first(whole)), std::string::npos), "is not well-formed UTF-16"));
    }
    return text;
}

Result<std::string> from_utf8(std::span<const std::byte> bytes, std::string_view origin)
{
    std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto valid = valid_utf8(text);
    if (valid != text) {
        const auto bad = std::mismatch(text.begin(), text.end(), valid.begin(), valid.end()).first;
        return fail(error_at(origin, line_at(text, static_cast<std::size_t>(bad - text.begin())),
                             "is not well-formed UTF-8; save the file as UTF-8, or as UTF-16 with a byte order mark"));
    }
    return text;
}

Result<std::string> decode_marked(std::span<const std::byte> bytes, std::string_view origin)
{
    if (starts_with(bytes, {0xFF, 0xFE})) {
        return from_utf16(bytes.subspan(2), origin);
    }
    if (starts_with(bytes, {0xFE, 0xFF})) {
        const auto little = swapped(bytes.subspan(2));
        return from_utf16(bytes_of(little), origin);
    }
    return from_utf8(starts_with(bytes, {0xEF, 0xBB, 0xBF}) ? bytes.subspan(3) : bytes, origin);
}

} // namespace

Result<std::string> decode(std::span<const std::byte> bytes, std::string_view origin)
{
    if (bytes.size() > max_exchange_size) {
        return fail(Errc::limit_exceeded,
                    "has " + std::to_string(bytes.size()) + " bytes, more than the limit of " +
                        std::to_string(max_exchange_size),
                    std::string(origin));
    }
    auto text = decode_marked(bytes, origin);
    if (!text) {
        return text;
    }
    if (const auto nul = text->find('\0'); nul != std::string::npos) {
        return fail(error_at(origin, line_at(*text, nul), "a NUL character stands in the text"));
    }
    return text;
}

Error error_at(std::string_view origin, std::size_t line, std::string message)
{
    return {Errc::malformed, std::move(message), std::string(origin) + ":" + std::to_string(line)};
}

std::size_t line_at(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, offset);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::optional<std::string_view> LineReader::next()
{
    if (rest_.empty()) {
        return std::nullopt;
    }
    ++number_;
    const auto end = rest_.find('\n');
    auto line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool starts_with_icase(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && equals_icase(text.substr(0, prefix.size()), prefix);
}

std::optional<std::string> well_formed(Utf16Bytes text)
{
    auto utf8 = to_utf8(text);
    const auto again = to_utf16le(utf8);
    const auto view = bytes_of(again);
    return std::equal(view.begin(), view.end(), text.begin(), text.end()) ? std::optional(std::move(utf8))
                                                                          : std::nullopt;
}

std::optional<std::string> terminated_text(std::span<const std::byte> data)
{
    if (data.size() < 2 || data.size() % 2 != 0) {
        return std::nullopt;
    }
    auto text = well_formed(data);
    if (!text || text->find('\0') != text->size() - 1) {
        return std::nullopt;
    }
    text->pop_back();
    return text;
}

bool is_one_blank(const RegistryInstruction& entry)
{
    return entry.type == RegistryType::sz && terminated_text(entry.data) == " ";
}

bool has_control(std::string_view text, std::string_view allowed)
{
    return std::any_of(text.begin(), text.end(), [allowed](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 || byte == 0x7F) && allowed.find(c) == std::string_view::npos;
    });
}

std::string unfit_name(const char* what, const std::optional<std::string>& name)
{
    if (!name) {
        return std::string("a ") + what + " that is not well-formed UTF-16";
    }
    return has_control(*name) ? std::string("a ") + what + " with a control character" : std::string();
}

bool begins_with_hive(std::string_view key)
{
    const auto first = key.substr(0, key.find('\\'));
    constexpr std::array<std::string_view, 6> hives = {"HKLM", "HKEY_LOCAL_MACHINE", "HKCU", "HKEY_CURRENT_USER",
                                                       "HKU",  "HKEY_USERS"};
    return std::any_of(hives.begin(), hives.end(), [&](std::string_view hive) { return equals_icase(first, hive); });
}

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

void append_hex(std::string& out, std::byte byte)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out += digits[std::to_integer<std::size_t>(byte >> 4)];
    out += digits[std::to_integer<std::size_t>(byte & std::byte{0x0F})];
}

} // namespace gpseal::policy::exchange
