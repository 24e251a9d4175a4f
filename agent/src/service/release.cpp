#include "service/sha256.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/config.hpp>
#include <gpseal/agent/release.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace gpseal::agent {

namespace {

using namespace std::chrono_literals;

/// First line: this, a space, and the SHA-256 of the others.
constexpr std::string_view schema = "gpseal.release/1";
constexpr std::size_t max_size = 4096;
constexpr std::size_t max_boot = 64;

template <typename Number> bool read_number(std::string_view text, Number& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

/// What stands behind "NAME " on the next line; empty: another line.
std::string_view take(std::string_view& text, std::string_view name)
{
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const bool named = line.size() > name.size() && line.starts_with(name) && line[name.size()] == ' ';
    return named ? line.substr(name.size() + 1) : std::string_view{};
}

} // namespace

MachineClock read_machine_clock()
{
    MachineClock clock{.wall = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now()),
                       .boot = {}};
    std::array<char, max_boot> id{};
    // not a regular file with a size, so not read_text()
    if (auto* const file = std::fopen("/proc/sys/kernel/random/boot_id", "re")) {
        clock.boot.assign(id.data(), std::fread(id.data(), 1, id.size(), file));
        (void)std::fclose(file);
        clock.boot.resize(std::min(clock.boot.find_first_of("\r\n "), clock.boot.size()));
    }
    timespec up{};
    if (::clock_gettime(CLOCK_BOOTTIME, &up) != 0) {
        clock.boot.clear();
    }
    clock.up = std::chrono::seconds(up.tv_sec);
    return clock;
}

bool holds(const Release& release, const MachineClock& now)
{
    const auto length = release.until - release.from.wall;
    if (length <= 0s || length > max_release || now.wall < release.from.wall || now.wall >= release.until) {
        return false;
    }
    const bool same_start = !now.boot.empty() && now.boot == release.from.boot;
    return !same_start || (now.up >= release.from.up && now.up - release.from.up < length);
}

std::chrono::seconds remaining(const Release& release, const MachineClock& now)
{
    if (!holds(release, now)) {
        return 0s;
    }
    const auto by_wall = std::chrono::ceil<std::chrono::seconds>(release.until - now.wall);
    const auto length = std::chrono::ceil<std::chrono::seconds>(release.until - release.from.wall);
    const bool same_start = !now.boot.empty() && now.boot == release.from.boot;
    return same_start ? std::min(by_wall, length - (now.up - release.from.up)) : by_wall;
}

Result<WallTime> parse_release_end(std::string_view text, WallTime now)
{
    const auto length = parse_length(text.starts_with('+') ? text.substr(1) : text);
    const auto end = length ? std::optional<WallTime>(now + *length) : parse_zoned_time(text);
    if (!end) {
        return fail(Errc::usage, "'" + printable(text) + "' is no time: say 2026-12-01T18:00:00Z, 30m, 2h or 3d");
    }
    if (*end <= now) {
        return fail(Errc::usage, "--until " + printable(text) + " is over already");
    }
    if (*end - now > max_release) {
        return fail(Errc::usage, "--until " + printable(text) + " is more than 7 days away, the longest there is");
    }
    return *end;
}

Result<void> check_release_reason(std::string_view reason)
{
    if (reason.empty() || reason.size() > max_release_reason || printable(reason) != reason ||
        reason.find_first_not_of(' ') == std::string_view::npos) {
        return fail(Errc::usage, "--reason takes one line of 1 to " + std::to_string(max_release_reason) + " bytes");
    }
    return {};
}

std::string release_text(const Release& release)
{
    std::string body = "from " + format_time(release.from.wall) + "\n";
    body += "until " + format_time(release.until) + "\n";
    body += "boot -" + release.from.boot + "\n";
    body += "up " + std::to_string(release.from.up.count()) + "\n";
    body += "uid " + std::to_string(release.uid) + "\n";
    body += "reason " + release.reason + "\n";
    return std::string(schema) + " " + sha256_hex(body) + "\n" + body;
}

Result<Release> parse_release(std::string_view text, std::string_view origin)
{
    auto rest = text;
    (void)take(rest, schema);
    const auto from = parse_time(take(rest, "from"));
    const auto until = parse_time(take(rest, "until"));
    const auto boot = take(rest, "boot");
    std::int64_t up = 0;
    Release release;
    const bool numbers = read_number(take(rest, "up"), up) && read_number(take(rest, "uid"), release.uid);
    if (from && until && !boot.empty() && numbers && up >= 0) {
        release.from = {.wall = *from, .boot = std::string(boot.substr(1)), .up = std::chrono::seconds(up)};
        release.until = *until;
        release.reason = take(rest, "reason");
        if (release_text(release) == text && check_release_reason(release.reason)) {
            return release;
        }
    }
    return fail(Errc::malformed, "is not what gpseal wrote; it releases nothing, and gpseal release --end removes it",
                std::string(origin));
}

KeptRelease ReleaseStore::load() const
{
    const auto text = read_text(file_, max_size);
    if (!text) {
        return text.error().code == Errc::not_found ? KeptRelease{} : KeptRelease{{}, text.error()};
    }
    auto release = parse_release(*text, file_.string());
    return release ? KeptRelease{*std::move(release), {}} : KeptRelease{{}, release.error()};
}

Result<void> ReleaseStore::save(const Release& release)
{
    if (auto made = make_folder(file_.parent_path(), 0700); !made) {
        return made;
    }
    return replace_file(file_, release_text(release), {.mode = 0600, .refuse_foreign = true});
}

Result<void> ReleaseStore::clear()
{
    return remove_file(file_);
}

} // namespace gpseal::agent
