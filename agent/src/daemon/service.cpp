#include "daemon/service.hpp"

#include "daemon/manager_messages.hpp"

#include <signal.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace gpseal::agent {

using namespace std::chrono_literals;

namespace {

constexpr auto own_changes = 5s;    ///< of a run, in its beginning; what comes later is not its own
constexpr auto stop_patience = 20s; ///< for a run that is changing something
constexpr auto look_by_clock = 5s;  ///< at files that are not watched

bool is_ready(const std::vector<pollfd>& ready, int fd)
{
    return fd >= 0 && std::any_of(ready.begin(), ready.end(),
                                  [fd](const pollfd& wait) { return wait.fd == fd && wait.revents != 0; });
}

} // namespace

void Service::watch_files()
{
    if (files_) {
        files_->watch({setup_.paths.smb_conf(), setup_.paths.under("/etc/modprobe.d/gpseal.conf"),
                       setup_.paths.under("/etc/fstab")});
        tell_blindness(*files_);
    }
}

void Service::tell_blindness(const FileWatch& watch)
{
    if (watch.blind() && !std::exchange(blind_told_, true)) {
        log_event(Event::without_watch, LogLevel::warning,
                  "not every file is watched, they are looked at every " + std::to_string(look_by_clock.count()) +
                      " seconds: " + describe(*watch.blind()));
    }
}

Result<void> Service::run()
{
    tell_ready();
    while (!stopping_) {
        start_due();
        tell_manager();
        wait();
        keep_place();
        take_signals();
        take_events();
        take_look();
        take_run();
        door_->serve(ready_, BootClock::now());
    }
    stop();
    return lost_for_good_ ? Result<void>(fail(*lost_for_good_)) : Result<void>{};
}

void Service::wait()
{
    set_timer();
    ready_ = {{signals_.get(), POLLIN, 0}, {timer_.get(), POLLIN, 0}};
    for (const int fd : {files_ ? files_->fd() : -1, words_ ? words_->fd() : -1, table_ ? table_->fd() : -1,
                         network_ ? network_->fd() : -1, clock_ ? clock_->fd() : -1, place_.fd()}) {
        ready_.push_back({fd, POLLIN, 0}); // -1 is left out by poll
    }
    ready_.push_back({mounts_.get(), POLLPRI, 0}); // what is mounted over a file is the file then
    for (const auto* worker : {look_ ? &*look_ : nullptr, run_ ? &*run_ : nullptr}) {
        ready_.push_back({worker != nullptr ? worker->output_fd() : -1, POLLIN, 0});
        ready_.push_back({worker != nullptr ? worker->end_fd() : -1, POLLIN, 0});
    }
    door_->add_to(ready_);
    const auto watchdog = watchdog_interval();
    auto patience = watchdog ? *watchdog : std::chrono::milliseconds(60s);
    if (door_->anybody_silent()) {
        patience = std::min<std::chrono::milliseconds>(patience, StatusSocket::patience);
    }
    if ((files_ && files_->blind()) || (words_ && words_->blind())) {
        patience = std::min<std::chrono::milliseconds>(patience, look_by_clock);
    }
    (void)::poll(ready_.data(), ready_.size(), static_cast<int>(patience.count()));
    tell_alive();
}

/// Whoever takes away the lock's file lets a second service start, and the socket's, that nobody can ask this one.
Result<bool> Service::put_back()
{
    const auto lock = setup_.lock.keep_place();
    if (!lock) {
        return lock; // the socket under the name may be another service's
    }
    const auto door = door_->keep_place();
    return door ? Result<bool>(*lock || *door) : door;
}

/// Looked at whenever the loop turns, which is every minute at least.
void Service::keep_place()
{
    const auto back = put_back();
    if (back && *back) {
        log_event(Event::drift_repaired, LogLevel::warning,
                  "the socket of gpseald, or its lock, had been taken away; it is there again");
    } else if (!back && back.error().code == Errc::busy) {
        lost_for_good_ = {Errc::busy, "its lock was taken away and another gpseald runs now; this one ends", {}};
        stopping_ = true;
    } else if (!back && watchdog_interval()) {
        lost_for_good_ = back.error(); // who started it can make the folder again, and starts it anew
        stopping_ = true;
    } else if (!back && !place_lost_) {
        log_event(Event::run_failed, LogLevel::error, "nobody can ask gpseald: " + describe(back.error()));
    }
    place_lost_ = !back;
    if (place_.changed()) {
        watch_place();
    }
}

void Service::watch_place()
{
    place_.watch({setup_.paths.run() / "gpseald.sock", setup_.paths.run() / service_lock});
}

/// The next thing that happens without an event of its own.
void Service::set_timer()
{
    auto next = BootTime::max();
    if (may_look()) {
        next = std::min(next, schedule_.next_look());
    }
    if (!run_) {
        next = std::min(next, schedule_.next_proof());
    }
    for (const auto* worker : {look_ ? &*look_ : nullptr, run_ ? &*run_ : nullptr}) {
        next = worker != nullptr ? std::min(next, worker->deadline()) : next;
    }
    const auto since_boot = std::max(next.time_since_epoch(), std::chrono::nanoseconds(1));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since_boot);
    itimerspec at{};
    at.it_value = {seconds.count(), static_cast<long>((since_boot - seconds).count())};
    ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &at, nullptr);
}

void Service::take_signals()
{
    signalfd_siginfo info{};
    while (::read(signals_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo != SIGHUP) {
            stopping_ = true;
            continue;
        }
        tell_reloading();
        if (const auto settings = setup_.read_settings()) {
            schedule_.configure(*settings, BootClock::now());
        } else {
            schedule_.asked(BootClock::now());
        }
        schedule_.drift_seen(BootClock::now()); // what the configuration tightens waits for no domain
        tell_ready();
    }
}

void Service::take_events()
{
    const auto now = BootClock::now();
    const bool file = files_ && files_->changed();
    const bool table = table_ && is_ready(ready_, table_->fd()) && table_->changed();
    if (file || table) {
        watch_files(); // what was replaced is another file now
        const bool half = !table && files_->half_written();
        half ? schedule_.write_seen(now) : schedule_.drift_seen(now);
        if (!run_ || now - run_began_ > own_changes) {
            touched_at_ = now;
        }
    }
    if (words_ && words_->changed()) {
        watch_words();
        schedule_.drift_seen(now); // tightens at once, also where no domain answers
        schedule_.asked(now);      // and only who has looked may loosen
    }
    if (clock_ && is_ready(ready_, clock_->fd()) && clock_->changed()) {
        schedule_.drift_seen(now); // a release or an exemption may be over
    }
    if (network_ && is_ready(ready_, network_->fd()) && network_->changed()) {
        schedule_.network_changed(now);
    }
}

void Service::start_due()
{
    const auto now = BootClock::now();
    if (may_look() && schedule_.next_look() <= now) {
        start_look();
    }
    if (run_) {
        return;
    }
    if (record_) {
        start_run(std::exchange(record_, std::nullopt));
    } else if (schedule_.next_proof() <= now) {
        start_run(std::nullopt);
    }
}

void Service::stop()
{
    tell_stopping();
    look_.reset();
    const auto end = BootClock::now() + stop_patience;
    while (run_ && !run_->ended() && BootClock::now() < end) {
        std::array<pollfd, 2> waits = {pollfd{run_->end_fd(), POLLIN, 0}, pollfd{run_->output_fd(), POLLIN, 0}};
        (void)::poll(waits.data(), waits.size(), 100);
        run_->take();
        tell_alive();
    }
    run_.reset();
    door_->leave();
    door_->serve_waiting(~std::uint64_t{0}, "stopped\n");
}

} // namespace gpseal::agent
