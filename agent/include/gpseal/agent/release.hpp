#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// The clocks of a machine. What has run since it was started cannot be set back.
struct MachineClock {
    std::chrono::system_clock::time_point wall;
    std::string boot;          ///< another one after every start; empty: not known
    std::chrono::seconds up{}; ///< since that start, sleep included
};

[[nodiscard]] MachineClock read_machine_clock();

inline constexpr std::chrono::hours max_release{7 * 24};
inline constexpr std::size_t max_release_reason = 200; ///< bytes

/// `gpseal release`: an administrator's word that the mandate is not enforced for a while, although it stands.
struct Release {
    MachineClock from;
    std::chrono::system_clock::time_point until;
    std::uint32_t uid = 0; ///< who said so
    std::string reason;

    bool operator==(const Release& other) const
    {
        return from.wall == other.from.wall && from.boot == other.from.boot && from.up == other.from.up &&
               until == other.until && uid == other.uid && reason == other.reason;
    }
};

/// Whether it holds. A clock that goes back never prolongs it: not before its beginning, not beyond its length while
/// the machine runs, and not beyond `max_release` whatever is written.
[[nodiscard]] bool holds(const Release& release, const MachineClock& now);

/// How long it holds from now on, by whichever clock ends it first; 0: it does not.
[[nodiscard]] std::chrono::seconds remaining(const Release& release, const MachineClock& now);

/// "2026-12-01T18:00:00Z", "2026-12-01T20:00:00+02:00", or "30m", "2h", "3d" from now on (a + before is fine).
/// Errc::usage: no such time, a time that is over, or more than `max_release` away.
[[nodiscard]] Result<std::chrono::system_clock::time_point>
parse_release_end(std::string_view text, std::chrono::system_clock::time_point now);

/// One line of 1 to `max_release_reason` bytes, nothing in it that a terminal would not show. Errc::usage.
[[nodiscard]] Result<void> check_release_reason(std::string_view reason);

struct KeptRelease {
    std::optional<Release> release; ///< nullopt: there is none, or it is damaged
    std::optional<Error> damage;    ///< something is kept, and it releases nothing
};

/// Keeps it in one file under the state folder: replaced as a whole, 0600, with its checksum.
class ReleaseStore {
public:
    explicit ReleaseStore(const RootedPaths& paths) : file_(paths.state() / "release") {}

    [[nodiscard]] KeptRelease load() const;
    [[nodiscard]] Result<void> save(const Release& release);
    [[nodiscard]] Result<void> clear();

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

private:
    std::filesystem::path file_;
};

/// The content of the store's file. `parse_release` takes nothing but what `release_text` wrote: Errc::malformed.
[[nodiscard]] std::string release_text(const Release& release);
[[nodiscard]] Result<Release> parse_release(std::string_view text, std::string_view origin);

} // namespace gpseal::agent
