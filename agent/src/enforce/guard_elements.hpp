#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

namespace gpseal::agent {

/// One element of a set as nft prints it: `192.0.2.9 . 445 . 0 counter packets 4 bytes 624 expires 6d23h57m`.
struct GuardElement {
    std::vector<std::string_view> key; ///< of the text it was read from
    std::uint64_t packets = 0;
    std::optional<std::int64_t> expires; ///< whole seconds; nullopt: never
    std::string_view comment;
};

/// What stands between the braces of `elements = { … }`. nullopt: not written as nft writes a set of ours.
[[nodiscard]] std::optional<std::vector<GuardElement>> parse_guard_elements(std::string_view text);

/// All of `text` as a decimal number.
template <typename Number> [[nodiscard]] std::optional<Number> decimal(std::string_view text)
{
    Number number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace gpseal::agent
