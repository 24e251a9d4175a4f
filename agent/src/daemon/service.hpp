#pragma once

#include "daemon/release_log.hpp"
#include "daemon/run_summary.hpp"
#include "daemon/schedule.hpp"
#include "daemon/status_socket.hpp"
#include "daemon/watches.hpp"
#include "daemon/worker.hpp"
#include "service/run_lock.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/agent/policy_source.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

struct ServiceSetup {
    RootedPaths paths;
    RunLock lock;                                                     ///< service_lock: there is one service
    std::filesystem::path programs;                                   ///< the folder of gpseal-fetch and gpseal-apply
    std::optional<std::filesystem::path> config;                      ///< instead of the one in its place
    std::function<std::optional<Schedule::Settings>()> read_settings; ///< nullopt: what was read before stays
    std::uint64_t host_seed = 0;
};

/// gpseald: one thread, one loop, no parsing of what comes from outside but one line of a status client. Looks
/// (gpseal-fetch) and runs (gpseal-apply) are processes of their own with a deadline each; a look that hangs does not
/// keep a proof from repairing (README.md, "The service").
class Service {
public:
    /// First of all in a process: a signal that comes before start() waits for it, and does not end the process.
    static void hold_signals();
    [[nodiscard]] static Result<std::unique_ptr<Service>> start(ServiceSetup setup);

    /// Until SIGTERM or SIGINT; Errc::busy: another service has taken this one's place. What is in force stays so.
    [[nodiscard]] Result<void> run();

private:
    Service(ServiceSetup setup, Schedule schedule, UniqueFd signals, UniqueFd timer);

    void wait();
    void take_signals();
    void take_events();
    void take_look();
    void take_run();
    void start_due();
    [[nodiscard]] Result<Worker> start_part(const char* door, Worker::Call call);
    void start_look();
    void start_run(const std::optional<std::string>& record);
    void watch_files();
    void watch_words();
    void tell_blindness(const FileWatch& watch);
    void keep_place();
    void watch_place();
    [[nodiscard]] Result<bool> put_back();
    void look_failed(Error why);
    void note_run(const Worker::End& end);
    void set_timer();
    void tell_manager();
    void stop();
    [[nodiscard]] std::string status_line() const;
    /// Of the last run; unknown where something happened since that nobody has looked at.
    [[nodiscard]] std::string_view verdict() const;
    [[nodiscard]] std::string metrics() const;
    /// One at a time, from its start until it is applied.
    [[nodiscard]] bool may_look() const { return !look_ && !record_ && !(run_ && run_of_look_); }

    ServiceSetup setup_;
    Schedule schedule_;
    UniqueFd signals_;
    UniqueFd timer_;
    std::optional<FileWatch> files_; ///< what we set
    std::optional<FileWatch> words_; ///< an administrator's: gpseal release, set and unset
    ReleaseLog release_log_{setup_.paths};
    UniqueFd mounts_; ///< the table of mounts: readable when one comes or goes
    bool blind_told_ = false;
    std::optional<TableWatch> table_;
    std::optional<NetworkWatch> network_;
    std::optional<ClockWatch> clock_;
    std::optional<StatusSocket> door_;
    FileWatch place_ = FileWatch::start(); ///< its socket's file and its lock's
    bool place_lost_ = false;
    std::optional<Error> lost_for_good_;
    std::vector<pollfd> ready_;

    std::optional<Worker> look_;        ///< reading policy
    std::optional<std::string> record_; ///< what the last look gave, not applied yet
    BootTime look_began_{};
    bool record_complete_ = false;
    std::optional<Worker> run_; ///< changing or proving
    bool run_of_look_ = false;  ///< run_ applies a look; else it is a proof
    bool stopping_ = false;

    std::uint64_t looks_ = 0; ///< started
    std::uint64_t looks_failed_ = 0;
    std::uint64_t repairs_ = 0;
    std::uint64_t runs_ = 0;
    RunSummary last_;
    BootTime run_began_{};
    BootTime proven_at_{};  ///< when the last run that ended well began
    BootTime touched_at_{}; ///< when something of ours may have been changed by others, which no run has looked at yet
    BootTime last_run_at_{};
    std::string told_; ///< to the service manager
};

} // namespace gpseal::agent
