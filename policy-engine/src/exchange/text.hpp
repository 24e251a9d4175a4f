#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/base/utf.hpp>
#include <gpseal/policy/registry_policy_file.hpp>

#include <charconv>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gpseal::policy::exchange {

// Text as the exchange formats have it: UTF-8 within, with a line number for every error.

/// The text as UTF-8 without byte order mark: UTF-16 where a mark says so, else UTF-8. Refuses ill-formed text and
/// NUL, with the line.
[[nodiscard]] Result<std::string> decode(std::span<const std::byte> bytes, std::string_view origin);

[[nodiscard]] Error error_at(std::string_view origin, std::size_t line, std::string message);
[[nodiscard]] std::size_t line_at(std::string_view text, std::size_t offset);

/// Lines that end with LF or CRLF, numbered from 1.
class LineReader {
public:
    explicit LineReader(std::string_view text) : rest_(text) {}

    [[nodiscard]] std::optional<std::string_view> next();
    [[nodiscard]] std::size_t number() const { return number_; } ///< of the line that was read last

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

[[nodiscard]] std::string_view trimmed(std::string_view text); ///< without blanks and tabs at both ends
[[nodiscard]] bool starts_with_icase(std::string_view text, std::string_view prefix);

/// UTF-8 that gives the same UTF-16 again; nullopt: ill-formed.
[[nodiscard]] std::optional<std::string> well_formed(Utf16Bytes text);
/// What stands before the one NUL that ends the data; nullopt: no NUL, one within, ill-formed, half a code unit.
[[nodiscard]] std::optional<std::string> terminated_text(std::span<const std::byte> data);
/// Whether the data is the one blank that Windows writes for `**Del.` and `**DelVals.`.
[[nodiscard]] bool is_one_blank(const RegistryInstruction& entry);
/// The character, other than those in `allowed`, that is a C0 control or DEL.
[[nodiscard]] bool has_control(std::string_view text, std::string_view allowed = {});
/// What makes a name unfit for a format that has one line for it; empty: nothing.
[[nodiscard]] std::string unfit_name(const char* what, const std::optional<std::string>& name);

/// Whether a key's first name is that of a hive, which people write before a key, and files of a registry do not.
[[nodiscard]] bool begins_with_hive(std::string_view key);

[[nodiscard]] int hex_digit(char c); ///< -1: none
void append_hex(std::string& out, std::byte byte);

/// The whole text as a number, digits only.
template <typename Number> std::optional<Number> number_of(std::string_view digits, int base = 10)
{
    Number number = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number, base);
    return error == std::errc{} && stop == end && !digits.empty() ? std::optional(number) : std::nullopt;
}

} // namespace gpseal::policy::exchange
