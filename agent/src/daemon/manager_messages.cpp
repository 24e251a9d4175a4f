#include "daemon/manager_messages.hpp"

#include <gpseal/base/utf.hpp>

#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace gpseal::agent {

namespace {

constexpr std::size_t longest_text = 4096;

std::string field(std::string_view name, std::string_view value)
{
    return std::string(name).append("=").append(printable(value.substr(0, longest_text)));
}

bool journal_listens()
{
    return ::access("/run/systemd/journal/socket", W_OK) == 0;
}

/// What was written to a terminal, a file or a pipe: one line, with the level as systemd reads it from there.
void write_line(LogLevel level, std::string_view message)
{
    const auto line =
        "<" + std::to_string(static_cast<int>(level)) + ">gpseal: " + printable(message.substr(0, longest_text)) + "\n";
    const auto shown = ::isatty(STDERR_FILENO) != 0 ? std::string_view(line).substr(3) : std::string_view(line);
    (void)!::write(STDERR_FILENO, shown.data(), shown.size());
}

} // namespace

std::string_view message_id_of(Event event)
{
    switch (event) {
    case Event::mandate_changed:
        return "6f1a2f0e6c0b4b8d9a53d5a8a2f7c101";
    case Event::drift_repaired:
        return "6f1a2f0e6c0b4b8d9a53d5a8a2f7c102";
    case Event::policy_stale:
        return "6f1a2f0e6c0b4b8d9a53d5a8a2f7c103";
    case Event::policy_fresh:
        return "6f1a2f0e6c0b4b8d9a53d5a8a2f7c104";
    case Event::verdict_changed:
        return "6f1a2f0e6c0b4b8d9a53d5a8a2f7c105";
    case Event::run_failed:
        return "6f1a2f0e6c0b4b8d9a53d5a8a2f7c106";
    case Event::without_watch:
        return "6f1a2f0e6c0b4b8d9a53d5a8a2f7c107";
    case Event::released:
        return "6f1a2f0e6c0b4b8d9a53d5a8a2f7c108";
    case Event::release_over:
        return "6f1a2f0e6c0b4b8d9a53d5a8a2f7c109";
    }
    return {};
}

void log_event(Event event, LogLevel level, std::string_view message, const LogFields& fields)
{
    if (!journal_listens()) {
        write_line(level, message);
        return;
    }
    std::vector<std::string> texts = {field("MESSAGE", message), field("MESSAGE_ID", message_id_of(event)),
                                      field("PRIORITY", std::to_string(static_cast<int>(level))),
                                      "SYSLOG_IDENTIFIER=gpseal"};
    for (const auto& [name, value] : fields) {
        texts.push_back(field("GPSEAL_" + std::string(name), value));
    }
    std::vector<iovec> parts;
    for (auto& text : texts) {
        parts.push_back({text.data(), text.size()});
    }
    if (::sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) != 0) {
        write_line(level, message);
    }
}

void tell_ready()
{
    ::sd_notify(0, "READY=1");
}

void tell_reloading()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto usec =
        static_cast<std::uint64_t>(now.tv_sec) * 1000000U + static_cast<std::uint64_t>(now.tv_nsec) / 1000U;
    ::sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec)).c_str());
}

void tell_stopping()
{
    ::sd_notify(0, "STOPPING=1");
}

void tell_alive()
{
    ::sd_notify(0, "WATCHDOG=1");
}

void tell_status(const std::string& line)
{
    ::sd_notify(0, ("STATUS=" + line).c_str());
}

std::optional<std::chrono::milliseconds> watchdog_interval()
{
    std::uint64_t usec = 0;
    if (::sd_watchdog_enabled(0, &usec) <= 0) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(usec / 1000 / 3);
}

} // namespace gpseal::agent
