#include "service/base64.hpp"

#include <array>
#include <cstdint>

namespace gpseal::agent {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> make_values()
{
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}

constexpr auto values = make_values();

/// `digits` of four characters; false where one of them is no digit.
bool take_group(std::string_view digits, std::uint32_t& bits)
{
    bits = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto value = i < digits.size() ? values[static_cast<unsigned char>(digits[i])] : std::uint8_t{0};
        if (value == no_digit) {
            return false;
        }
        bits = bits << 6U | value;
    }
    return true;
}

} // namespace

std::string to_base64(std::span<const std::byte> bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            bits = bits << 8U | (j < count ? std::to_integer<std::uint32_t>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            text += j <= count ? alphabet[bits >> (18U - 6U * j) & 0x3FU] : '=';
        }
    }
    return text;
}

std::optional<std::vector<std::byte>> from_base64(std::string_view text)
{
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (; !text.empty(); text.remove_prefix(4)) {
        auto digits = text.substr(0, 4);
        while (text.size() == 4 && digits.size() > 2 && digits.back() == '=') {
            digits.remove_suffix(1);
        }
        std::uint32_t bits = 0;
        const auto count = digits.size() - 1;
        const auto unused = (std::uint32_t{1} << (8U * (3 - count))) - 1; // must be zero, or two texts mean the same
        if (!take_group(digits, bits) || (bits & unused) != 0) {
            return std::nullopt;
        }
        for (std::size_t i = 0; i < count; ++i) {
            bytes.push_back(static_cast<std::byte>(bits >> (16U - 8U * i) & 0xFFU));
        }
    }
    return bytes;
}

} // namespace gpseal::agent
