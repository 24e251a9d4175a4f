#include "service/timestamp.hpp"

#include <gpseal/agent/config.hpp>

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace gpseal::agent {

namespace {

bool read_number(std::string_view text, auto& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

} // namespace

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

std::optional<WallTime> parse_zoned_time(std::string_view text)
{
    constexpr std::size_t local_size = 19;
    constexpr std::size_t whole_size = 25;
    if (text.ends_with('Z')) {
        return parse_utc_time(text);
    }
    int hours = 0;
    int minutes = 0;
    if (text.size() != whole_size || (text[local_size] != '+' && text[local_size] != '-') || text[22] != ':' ||
        !read_number(text.substr(20, 2), hours) || !read_number(text.substr(23, 2), minutes) || hours < 0 ||
        hours > 23 || minutes < 0 || minutes > 59) {
        return std::nullopt;
    }
    const auto local = parse_utc_time(std::string(text.substr(0, local_size)) + "Z");
    const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return local ? std::optional(text[local_size] == '+' ? *local - offset : *local + offset) : std::nullopt;
}

std::optional<std::chrono::minutes> parse_length(std::string_view text)
{
    constexpr unsigned most = 100000;
    unsigned count = 0;
    if (text.size() < 2 || !read_number(text.substr(0, text.size() - 1), count) || count > most) {
        return std::nullopt;
    }
    switch (text.back()) {
    case 'm':
        return std::chrono::minutes(count);
    case 'h':
        return std::chrono::hours(count);
    case 'd':
        return std::chrono::hours(24) * static_cast<int>(count);
    }
    return std::nullopt;
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
