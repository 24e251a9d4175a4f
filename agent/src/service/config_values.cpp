#include "service/config_values.hpp"

#include <gpseal/base/utf.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace gpseal::agent {

namespace {

constexpr std::size_t max_reason = 200;
constexpr std::string_view space = " \t";

tl::unexpected<Error> allowed(std::string what)
{
    return fail(Errc::malformed, std::move(what));
}

/// The first word of `text`, which is left with what follows.
std::string_view take_word(std::string_view& text)
{
    text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
    const auto word = text.substr(0, text.find_first_of(space));
    text.remove_prefix(word.size());
    text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
    return word;
}

template <typename T> std::optional<T> whole_number(std::string_view text)
{
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
    return whole ? std::optional(value) : std::nullopt;
}

/// The address as inet_ntop writes it; empty: not numeric.
std::string canonical_address(const std::string& text)
{
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    std::array<char, INET6_ADDRSTRLEN> out{};
    const int family = text.find(':') == std::string::npos ? AF_INET : AF_INET6;
    if (::inet_pton(family, text.c_str(), bytes.data()) != 1) {
        return {};
    }
    const char* written = ::inet_ntop(family, bytes.data(), out.data(), static_cast<socklen_t>(out.size()));
    return written == nullptr ? std::string() : std::string(written);
}

Result<std::string> parse_address(std::string_view word)
{
    const auto address = canonical_address(std::string(word));
    if (address.empty()) {
        return allowed("'" + printable(word) + "' is not a numeric IPv4 or IPv6 address");
    }
    if (address == "0.0.0.0" || address == "::") {
        return allowed("'" + address + "' names no server");
    }
    constexpr std::string_view mapped = "::ffff:";
    if (address.starts_with(mapped) && address.find('.') != std::string::npos) {
        return allowed("'" + address + "' goes out as IPv4: write " + address.substr(mapped.size()));
    }
    return address;
}

Result<std::uint16_t> parse_port(std::string_view word)
{
    const auto port = whole_number<std::uint16_t>(word);
    if (!port || *port == 0) {
        return allowed("'" + printable(word) + "' is not a port from 1 to 65535");
    }
    return *port;
}

Result<std::string> parse_reason(std::string_view text)
{
    if (text.empty()) {
        return allowed("the reason is missing");
    }
    if (text.size() > max_reason) {
        return allowed("the reason is longer than " + std::to_string(max_reason) + " bytes");
    }
    if (printable(text) != text) {
        return allowed("the reason has signs that cannot be printed");
    }
    return std::string(text);
}

/// A fixed number of digits at `at`; -1: something else stands there.
int digits_at(std::string_view text, std::size_t at, std::size_t count)
{
    const auto digits = text.substr(at, count);
    const bool all =
        std::all_of(digits.begin(), digits.end(), [](char character) { return character >= '0' && character <= '9'; });
    return all ? whole_number<int>(digits).value_or(-1) : -1;
}

} // namespace

std::optional<std::chrono::system_clock::time_point> parse_utc_time(std::string_view text)
{
    using namespace std::chrono;
    constexpr std::string_view shape = "0000-00-00T00:00:00Z";
    if (text.size() != shape.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] != '0' && shape[i] != text[i]) {
            return std::nullopt;
        }
    }
    const int year_number = digits_at(text, 0, 4);
    const int month_number = digits_at(text, 5, 2);
    const int day_number = digits_at(text, 8, 2);
    const int hour = digits_at(text, 11, 2);
    const int minute = digits_at(text, 14, 2);
    const int second = digits_at(text, 17, 2);
    if (std::min({month_number, day_number, hour, minute, second}) < 0 || year_number < 1970 || hour > 23 ||
        minute > 59 || second > 59) {
        return std::nullopt;
    }
    const year_month_day date{year(year_number), month(static_cast<unsigned>(month_number)),
                              day(static_cast<unsigned>(day_number))};
    // beyond year 2200 the clock's nanoseconds come near their end
    if (!date.ok() || year_number > 2200) {
        return std::nullopt;
    }
    return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

Result<Exemption> parse_exemption(std::string_view text)
{
    const auto address = parse_address(take_word(text));
    if (!address) {
        return fail(address.error());
    }
    const auto port = parse_port(take_word(text));
    if (!port) {
        return fail(port.error());
    }
    if (take_word(text) != "until") {
        return allowed("the word 'until' must follow the port");
    }
    const auto time_word = take_word(text);
    const auto until = parse_utc_time(time_word);
    if (!until) {
        return allowed("'" + printable(time_word) + "' is not a time like 2026-12-31T23:59:59Z");
    }
    auto reason = parse_reason(text);
    if (!reason) {
        return fail(reason.error());
    }
    return Exemption{*address, *port, *until, *std::move(reason)};
}

Result<std::vector<std::string>> split_words(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        if (text.front() != '"') {
            words.emplace_back(take_word(text));
            continue;
        }
        const auto end = text.find('"', 1);
        if (end == std::string_view::npos) {
            return allowed("a quote is not closed");
        }
        words.emplace_back(text.substr(1, end - 1));
        text.remove_prefix(end + 1);
        if (!text.empty() && space.find(text.front()) == std::string_view::npos) {
            return allowed("space must follow a closing quote");
        }
        text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
    }
    return words;
}

Result<std::vector<std::filesystem::path>> parse_paths(std::string_view text)
{
    const auto words = split_words(text);
    if (!words) {
        return fail(words.error());
    }
    for (const auto& word : *words) {
        if (word.empty() || word.front() != '/') {
            return allowed("'" + printable(word) + "' is not an absolute path");
        }
    }
    return std::vector<std::filesystem::path>(words->begin(), words->end());
}

Result<std::vector<std::string>> parse_servers(std::string_view text)
{
    auto words = split_words(text);
    if (!words) {
        return fail(words.error());
    }
    for (const auto& word : *words) {
        const auto slash = word.find('/', 2);
        const bool shaped =
            word.starts_with("//") && slash != std::string::npos && slash > 2 && slash + 1 < word.size();
        if (!shaped || printable(word) != word) {
            return allowed("'" + printable(word) + "' is not of the form //SERVER/SHARE");
        }
    }
    return *std::move(words);
}

Result<std::chrono::minutes> parse_minutes(std::string_view text, std::chrono::minutes least, std::chrono::minutes most)
{
    const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
    const auto unit = text.substr(digits.size());
    const auto number = whole_number<std::uint32_t>(digits);
    const bool known = unit.empty() || unit == "min" || unit == "h";
    const auto time = std::chrono::minutes(std::int64_t{number.value_or(0)} * (unit == "h" ? 60 : 1));
    if (!number || !known || time < least || time > most) {
        return allowed("allowed: " + std::to_string(least.count()) + "min to " + std::to_string(most.count()) +
                       "min, written like 90min or 2h");
    }
    return time;
}

Result<std::string> parse_collector(std::string_view text)
{
    constexpr std::string_view scheme = "https://";
    if (!text.starts_with(scheme) || text.size() == scheme.size() || printable(text) != text ||
        text.find_first_of(" \"'<>\\@") != std::string_view::npos) {
        return allowed("allowed: https://HOST[:PORT][/PATH], without a user name");
    }
    return std::string(text);
}

} // namespace gpseal::agent
