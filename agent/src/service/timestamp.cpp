#include "service/timestamp.hpp"

#include <gpseal/agent/config.hpp>

#include <array>
#include <cstdio>
#include <ctime>

namespace gpseal::agent {

std::string format_time(WallTime time)
{
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), length};
}

Result<WallTime> parse_time(std::string_view text)
{
    const auto time = parse_utc_time(text);
    if (!time) {
        return fail(Errc::malformed, "'" + std::string(text) + "' is not a time like 2026-11-22T17:00:00Z");
    }
    return *time;
}

std::string format_age(std::chrono::seconds age)
{
    const auto seconds = age.count();
    if (seconds < 120) {
        return std::to_string(seconds) + " s";
    }
    if (seconds < 120 * 60) {
        return std::to_string(seconds / 60) + " min";
    }
    if (seconds < 48 * 3600) {
        return std::to_string(seconds / 3600) + " h";
    }
    return std::to_string(seconds / 86400) + " days";
}

} // namespace gpseal::agent
