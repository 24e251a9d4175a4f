#pragma once

#include "service/boot_clock.hpp"

#include <gpseal/policy/refresh_schedule.hpp>

#include <chrono>
#include <cstdint>

namespace gpseal::agent {

/// When the service looks for policy, and when it proves that the machine is as it must be. Pure: told what happened
/// and when, it says what is due. A proof repairs what it finds changed.
class Schedule {
public:
    struct Settings {
        std::chrono::seconds interval = std::chrono::minutes(90); ///< between looks
        std::chrono::seconds offset = std::chrono::minutes(30);   ///< at most so much later, the same on every day

        bool operator==(const Settings&) const = default;
    };

    /// `host_seed`: anything that is this machine's own and stays; it decides how the offset is used and how looks that
    /// fail are spread, so that a fleet does not ask all at once.
    Schedule(Settings settings, std::uint64_t host_seed, BootTime now);

    void configure(Settings settings, BootTime now);
    /// What policy says of the interval outranks the configuration.
    void policy_says(const policy::RefreshSchedule& said);

    void asked(BootTime now);           ///< somebody waits for a look
    void network_changed(BootTime now); ///< an address or a route came
    void drift_seen(BootTime now);      ///< something that is ours may have been changed
    void write_seen(BootTime now);      ///< the same, and whoever changes it is not done yet
    void works_again(BootTime now);     ///< a run could do what it has to after one that could not
    void proof_due_at(BootTime at);     ///< something that a proof would notice happens then
    void look_started();                ///< what is asked from now on is the next one's
    void look_ended(BootTime now, bool good);
    void proof_started();
    enum class Proof { kept, repaired, failed };
    void proof_ended(BootTime now, Proof result);

    [[nodiscard]] BootTime next_look() const { return next_look_; }
    [[nodiscard]] BootTime next_proof() const { return next_proof_; }
    [[nodiscard]] std::chrono::seconds interval() const;
    [[nodiscard]] unsigned failures() const { return failures_; }

private:
    [[nodiscard]] std::chrono::seconds offset() const;
    void prove_after(BootTime now, std::chrono::milliseconds settle);
    [[nodiscard]] BootTime after_failure(BootTime now) const;

    Settings settings_;
    policy::RefreshSchedule said_;
    std::uint64_t seed_;
    BootTime next_look_;
    BootTime next_proof_;
    BootTime last_look_;
    BootTime last_repair_;
    BootTime last_proof_;
    unsigned failures_ = 0; ///< looks in a row
    unsigned repairs_ = 0;  ///< in a row, with little time between
};

} // namespace gpseal::agent
