#pragma once

#include "probe/server_verdict.hpp"
#include "terminal.hpp"

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <span>
#include <string>

namespace gpseal::app {

inline constexpr std::string_view probe_schema = "gpseal.probe/1";

/// One line, one object, with its line feed.
[[nodiscard]] std::string probe_json(const agent::ServerReport& report);

/// Headers, a line a server.
[[nodiscard]] std::string probe_table(std::span<const agent::ServerReport> reports, std::size_t width);

/// How many servers had which verdict.
struct ProbeCount {
    std::size_t works = 0;
    std::size_t breaks = 0;
    std::size_t unknown = 0;

    void add(agent::ServerVerdict verdict);
    [[nodiscard]] std::size_t all() const { return works + breaks + unknown; }
};

/// "3 servers: 1 works, 1 breaks, 1 unknown".
[[nodiscard]] std::string probe_summary(const ProbeCount& count);

/// A line that grows on a terminal and is gone at the end; nothing anywhere else.
class ProgressBar {
public:
    ProgressBar(std::ostream& out, const Terminal& terminal, std::size_t total, bool quiet);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void show(const ProbeCount& count);

private:
    std::ostream& out_;
    std::size_t width_;
    std::size_t total_;
    bool shown_;
    std::chrono::steady_clock::time_point next_{};
};

} // namespace gpseal::app
