#pragma once

#include "command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gpseal::app {

// What a call's options say, the same for every command.

/// Whether a switch is on. A switch always has a value: counting it says nothing.
[[nodiscard]] bool flag(const Invocation& call, const char* option);
/// Whether an option that takes a value was given one.
[[nodiscard]] bool given(const Invocation& call, const char* option);
[[nodiscard]] std::optional<std::string> text_option(const Invocation& call, const char* option);
[[nodiscard]] std::string text_option(const Invocation& call, const char* option, std::string otherwise);
[[nodiscard]] std::vector<std::string> list_option(const Invocation& call, const char* option); ///< empty: not given

} // namespace gpseal::app
