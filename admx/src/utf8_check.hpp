#pragma once

#include <string_view>

namespace gpseal::admx {

/// Whether `text` is well-formed UTF-8 (RFC 3629) and has no NUL, as nearly every file is; does not say where it is
/// not.
[[nodiscard]] bool is_utf8_without_nul(std::string_view text);

} // namespace gpseal::admx
