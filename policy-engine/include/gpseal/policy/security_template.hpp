#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::policy {

/// One line of `[Registry Values]`: `MACHINE\KEY\NAME=TYPE,DATA` ([MS-GPSB] 2.2.5).
struct TemplateValue {
    std::string key;        ///< without MACHINE
    std::string value_name; ///< what follows the last backslash
    unsigned type = 0;      ///< of the registry; 4: a DWORD
    std::string data;       ///< behind the comma, as written
    std::size_t line = 0;   ///< from 1

    bool operator==(const TemplateValue&) const = default;
};

/// GptTmpl.inf, the security settings of a GPO, as far as they are registry values of the computer.
struct SecurityTemplate {
    std::string path;                  ///< for people: where it was read
    std::vector<TemplateValue> values; ///< in file order; of two lines for one value the later counts

    bool operator==(const SecurityTemplate&) const = default;
};

inline constexpr std::size_t max_security_template_size = std::size_t{1} << 20;
inline constexpr std::size_t max_template_values = 4096; ///< of the computer; Windows's own editor knows some hundred

/// UTF-16 with a byte order mark, UTF-8 or 8 bits. Sections and lines that are none of registry values are left to
/// others. Errc::malformed: a line of that section that has no value or no type, or a section's name that is not closed
/// or not alone on its line; Errc::limit_exceeded. `origin` names the input.
[[nodiscard]] Result<SecurityTemplate> parse_security_template(std::span<const std::byte> bytes,
                                                               std::string_view origin);

/// The line that counts for a value; nullptr: none. Names compare ASCII-case-insensitively.
[[nodiscard]] const TemplateValue* find(const SecurityTemplate& security, std::string_view key,
                                        std::string_view value_name);

/// The number of a DWORD; nullopt: the line holds none.
[[nodiscard]] std::optional<std::uint32_t> dword_of(const TemplateValue& value);

} // namespace gpseal::policy
