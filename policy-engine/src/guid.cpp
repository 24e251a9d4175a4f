#include <gpseal/policy/guid.hpp>

#include <algorithm>

namespace gpseal::policy {

namespace {

constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

/// Where the byte at each place of the text stands on the wire.
constexpr std::array<std::size_t, guid_size> wire_place = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

std::optional<Guid> parse_guid(std::string_view text)
{
    if (text.size() == shape.size() + 2 && text.front() == '{' && text.back() == '}') {
        text = text.substr(1, shape.size());
    }
    if (text.size() != shape.size()) {
        return std::nullopt;
    }
    Guid guid;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == '-') {
            if (text[i] != '-') {
                return std::nullopt;
            }
            continue;
        }
        const int digit = hex_digit(text[i]);
        if (digit < 0) {
            return std::nullopt;
        }
        auto& byte = guid.bytes[digits++ / 2];
        byte = byte << 4U | static_cast<std::byte>(digit);
    }
    return guid;
}

Guid guid_from_wire(std::span<const std::byte, guid_size> wire)
{
    Guid guid;
    for (std::size_t i = 0; i < guid_size; ++i) {
        guid.bytes[i] = wire[wire_place[i]];
    }
    return guid;
}

std::array<std::byte, guid_size> to_wire(const Guid& guid)
{
    std::array<std::byte, guid_size> wire{};
    for (std::size_t i = 0; i < guid_size; ++i) {
        wire[wire_place[i]] = guid.bytes[i];
    }
    return wire;
}

std::string to_string(const Guid& guid)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text = "{";
    std::size_t digit = 0;
    for (const char c : shape) {
        if (c == '-') {
            text += '-';
            continue;
        }
        const auto byte = std::to_integer<unsigned>(guid.bytes[digit / 2]);
        text += digits[digit % 2 == 0 ? byte >> 4U : byte & 0xFU];
        ++digit;
    }
    return text + "}";
}

} // namespace gpseal::policy
