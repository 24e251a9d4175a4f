#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gpseal::agent {

/// What happened, by an identifier that stays: `journalctl MESSAGE_ID=…` (README.md, "The service").
enum class Event {
    mandate_changed, ///< from or to "required"
    drift_repaired,  ///< something had been changed that is gpseal's
    policy_stale,    ///< policy could not be read, or only in part
    policy_fresh,    ///< it can be read again
    verdict_changed,
    run_failed,    ///< a run could not do what it had to
    without_watch, ///< something is looked at by the clock only
    released,      ///< by an administrator's gpseal release
    release_over,
};

enum class LogLevel { error = 3, warning = 4, notice = 5, info = 6 }; ///< syslog's numbers

using LogFields = std::vector<std::pair<std::string_view, std::string>>;

/// One journal entry, or one line on standard error where no journal listens. Texts are made printable; fields get the
/// prefix GPSEAL_.
void log_event(Event event, LogLevel level, std::string_view message, const LogFields& fields = {});

[[nodiscard]] std::string_view message_id_of(Event event);

// What systemd wants to know (sd_notify); nothing where it does not ask.
void tell_ready();
void tell_reloading();
void tell_stopping();
void tell_alive();
void tell_status(const std::string& line);
/// How often tell_alive() has to be called; nullopt: nobody watches.
[[nodiscard]] std::optional<std::chrono::milliseconds> watchdog_interval();

} // namespace gpseal::agent
