#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gpseal::agent {

/// Whether gpseald holds its lock: it runs, although it may hang, or its socket be gone.
[[nodiscard]] bool service_runs(const RootedPaths& paths);

/// Asks gpseald one line ("status", "refresh", "metrics") and gives its answer. Errc::not_found: no service runs here;
/// Errc::busy: it has no time for one more, also after a second.
[[nodiscard]] Result<std::string> ask_service(const RootedPaths& paths, std::string_view line,
                                              std::chrono::seconds deadline);

/// What gpseald says of itself to anybody (`gpseal.service/1`).
struct ServiceStatus {
    std::string doing; ///< waiting, looking, proving, "looking and proving"
    std::string mandate;
    std::string verdict;
    std::string health;
    std::string last_run;       ///< empty: none yet
    std::uint64_t last_seq = 0; ///< of that run's report; 0: none yet, or not told
    int exit_code = 0;
    std::chrono::seconds next_look{};
    std::chrono::seconds next_proof{};
    std::string json; ///< as it was said

    /// The last run was killed, or could not be started: nobody knows what it did.
    [[nodiscard]] bool told_nothing() const { return last_run.empty() && exit_code != 0; }
    /// Nothing is known to have changed since the last run.
    [[nodiscard]] bool quiet() const
    {
        return !last_run.empty() && doing.find("proving") == std::string::npos && next_proof.count() > 0;
    }
};

/// As ask_service().
[[nodiscard]] Result<ServiceStatus> ask_status(const RootedPaths& paths);
/// nullopt: no service runs, or none that answers.
[[nodiscard]] std::optional<ServiceStatus> service_status(const RootedPaths& paths);

} // namespace gpseal::agent
