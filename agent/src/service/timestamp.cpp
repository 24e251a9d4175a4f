#include "service/timestamp.hpp"

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
    const std::string copy(text);
    std::tm parts{};
    const char* const end = ::strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (end == nullptr || *end != '\0') {
        return fail(Errc::malformed, "'" + copy + "' is not a time like 2026-11-22T17:00:00Z");
    }
    return std::chrono::system_clock::from_time_t(::timegm(&parts));
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
