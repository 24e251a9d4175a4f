#pragma once

#include <gpseal/agent/config.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

// Values of gpseal.conf. An error's message says what is allowed; the caller knows the place.

/// Words parted by space; "…" keeps space within a word.
[[nodiscard]] Result<std::vector<std::string>> split_words(std::string_view text);

/// Absolute paths, at least one.
[[nodiscard]] Result<std::vector<std::filesystem::path>> parse_paths(std::string_view text);

/// "//SERVER/SHARE…", at least one.
[[nodiscard]] Result<std::vector<std::string>> parse_servers(std::string_view text);

/// "90", "90min", "2h", at most `most`.
[[nodiscard]] Result<std::chrono::minutes> parse_minutes(std::string_view text, std::chrono::minutes least,
                                                         std::chrono::minutes most);

/// "https://HOST[:PORT][/PATH]".
[[nodiscard]] Result<std::string> parse_collector(std::string_view text);

} // namespace gpseal::agent
