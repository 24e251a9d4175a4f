#pragma once

#include <string_view>

namespace gpseal::app {

/// Whether a word has the form of a language's name (RFC 5646): "de", "en-US", "sr-Latn-RS"; "_" counts as "-".
[[nodiscard]] bool is_language_tag(std::string_view word);

} // namespace gpseal::app
