#include "daemon/schedule.hpp"

#include <algorithm>

namespace gpseal::agent {

using namespace std::chrono_literals;

namespace {

constexpr auto ask_together = 100ms; ///< whoever asks within this time gets the same look
constexpr auto settle_network = 3s;  ///< an address alone is no network yet
constexpr auto settle_files = 200ms; ///< an editor makes several changes of one
constexpr auto settle_writer = 2s;   ///< a repair replaces the file: what is still being written would be lost
constexpr std::chrono::seconds proof_every = 1h;
constexpr std::chrono::seconds first_retry = 60s;
constexpr auto look_after_fault = 5min;   ///< where what works in one run fails in the next, again and again
constexpr auto quickest_interval = 7s;    ///< what 0 minutes mean in GroupPolicy.admx
constexpr auto longest_repair_pause = 5s; ///< where somebody undoes every repair
constexpr auto quiet_again = 1min;

/// A number that looks random, the same for the same arguments (splitmix64).
std::uint64_t mixed(std::uint64_t seed, std::uint64_t step)
{
    auto value = seed + (step + 1) * 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

} // namespace

Schedule::Schedule(Settings settings, std::uint64_t host_seed, BootTime now)
    : settings_(settings), seed_(host_seed), next_look_(now), next_proof_(now), last_look_(now), last_repair_(now),
      last_proof_(now)
{
}

std::chrono::seconds Schedule::interval() const
{
    const std::chrono::seconds wanted = said_.interval ? *said_.interval : settings_.interval;
    return std::max<std::chrono::seconds>(wanted, quickest_interval);
}

std::chrono::seconds Schedule::offset() const
{
    const std::chrono::seconds most = said_.offset ? *said_.offset : settings_.offset;
    return std::chrono::seconds(mixed(seed_, 0) % (static_cast<std::uint64_t>(most.count()) + 1));
}

void Schedule::configure(Settings settings, BootTime now)
{
    settings_ = settings;
    asked(now);
}

void Schedule::policy_says(const policy::RefreshSchedule& said)
{
    said_ = said;
}

void Schedule::asked(BootTime now)
{
    next_look_ = std::min(next_look_, now + ask_together);
}

void Schedule::network_changed(BootTime now)
{
    if (failures_ > 0 || now - last_look_ > interval()) {
        next_look_ = std::min(next_look_, now + settle_network);
    }
}

void Schedule::drift_seen(BootTime now)
{
    prove_after(now, settle_files);
}

void Schedule::write_seen(BootTime now)
{
    prove_after(now, settle_writer);
}

void Schedule::prove_after(BootTime now, std::chrono::milliseconds settle)
{
    const auto pause =
        std::min<std::chrono::milliseconds>(settle_files * (1U << std::min(repairs_, 10U)), longest_repair_pause);
    next_proof_ = std::min(next_proof_, std::max<BootTime>(now + settle, last_proof_ + pause));
}

void Schedule::works_again(BootTime now)
{
    next_look_ = std::min(next_look_, std::max<BootTime>(now + ask_together, last_look_ + look_after_fault));
}

void Schedule::proof_due_at(BootTime at)
{
    next_proof_ = std::min(next_proof_, at);
}

/// 1, 2, 4 … minutes, never more than the interval, three quarters to five quarters of it.
BootTime Schedule::after_failure(BootTime now) const
{
    const auto pause = std::min<std::chrono::seconds>(first_retry * (1U << std::min(failures_ - 1, 16U)), interval());
    const auto spread = std::chrono::milliseconds(pause) / 2;
    const auto part = mixed(seed_, failures_) % static_cast<std::uint64_t>(spread.count() + 1);
    return now + pause - spread / 2 + std::chrono::milliseconds(part);
}

void Schedule::look_started()
{
    next_look_ = BootTime::max();
}

void Schedule::proof_started()
{
    next_proof_ = BootTime::max();
}

void Schedule::look_ended(BootTime now, bool good)
{
    last_look_ = now;
    failures_ = good ? 0 : failures_ + 1;
    next_look_ = std::min(next_look_, good ? now + interval() + offset() : after_failure(now));
}

void Schedule::proof_ended(BootTime now, Proof result)
{
    last_proof_ = now;
    next_proof_ = std::min<BootTime>(next_proof_, now + (result == Proof::failed ? first_retry : proof_every));
    if (result == Proof::repaired) {
        repairs_ = now - last_repair_ < quiet_again ? repairs_ + 1 : 1;
        last_repair_ = now;
    } else if (now - last_repair_ >= quiet_again) {
        repairs_ = 0;
    }
}

} // namespace gpseal::agent
