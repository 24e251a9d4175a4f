#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace gpseal {

/// UTF-16LE as it stands in a file: raw bytes, any alignment, possibly ill-formed. Always a whole number of code units.
using Utf16Bytes = std::span<const std::byte>;

/// UTF-8 for people. Ill-formed code units become U+FFFD, so this never fails; do not use it to compare.
[[nodiscard]] std::string to_utf8(Utf16Bytes text);

/// UTF-16LE bytes, without a terminator. Ill-formed UTF-8 becomes U+FFFD.
[[nodiscard]] std::string to_utf16le(std::string_view utf8);

/// Registry names compare ASCII-case-insensitively here (DESIGN.md section 13): a verdict never hangs on a
/// Unicode case table. `ascii` must be ASCII.
[[nodiscard]] bool equals_ascii_icase(Utf16Bytes text, std::string_view ascii);
[[nodiscard]] bool starts_with_ascii_icase(Utf16Bytes text, std::string_view ascii);

/// The text with A–Z folded, as UTF-8 (WTF-8 for lone surrogates): equal keys for equal names, a map key.
[[nodiscard]] std::string fold_key(Utf16Bytes text);

/// The text with everything that is not UTF-8 as U+FFFD: for JSON, which must be valid.
[[nodiscard]] std::string valid_utf8(std::string_view text);

[[nodiscard]] bool equals_icase(std::string_view a, std::string_view b);
[[nodiscard]] std::string ascii_lower(std::string_view text);

/// Makes untrusted text safe for one line of a terminal, a log or a table: control characters, bidirectional
/// overrides and ill-formed UTF-8 come out as \xNN or \u{N}.
[[nodiscard]] std::string printable(std::string_view utf8);

/// JSON in which nothing acts on a terminal that shows it: every character that printable() would escape, but for the
/// white space between tokens, becomes its u-escape, and what is not UTF-8 is U+FFFD. The JSON means what it meant.
[[nodiscard]] std::string inert_json(std::string_view json);

} // namespace gpseal
