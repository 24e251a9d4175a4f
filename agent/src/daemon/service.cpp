#include "daemon/service.hpp"

#include "collect/policy_record.hpp"
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

constexpr auto look_deadline = 300s; ///< every step in it has a shorter one
constexpr auto run_deadline = 600s;  ///< test connections included
constexpr auto stop_patience = 20s;  ///< for a run that is changing something

bool is_ready(const std::vector<pollfd>& ready, int fd)
{
    return fd >= 0 && std::any_of(ready.begin(), ready.end(),
                                  [fd](const pollfd& wait) { return wait.fd == fd && wait.revents != 0; });
}

/// Whether the run could do what it had to; what it found is another matter.
bool done_right(const RunSummary& run)
{
    constexpr std::array answers = {0, 1, 4, 5, 8};
    return std::find(answers.begin(), answers.end(), run.exit_code) != answers.end();
}

} // namespace

void Service::watch_files()
{
    if (files_) {
        files_->watch({setup_.paths.smb_conf(), setup_.paths.under("/etc/modprobe.d/gpseal.conf"),
                       setup_.paths.under("/etc/fstab")});
    }
}

void Service::run()
{
    tell_ready();
    while (!stopping_) {
        start_due();
        tell_manager();
        wait();
        take_signals();
        take_events();
        take_look();
        take_run();
        door_->serve(ready_, BootClock::now());
    }
    stop();
}

void Service::wait()
{
    set_timer();
    ready_ = {{signals_.get(), POLLIN, 0}, {timer_.get(), POLLIN, 0}};
    for (const int fd : {files_ ? files_->fd() : -1, words_ ? words_->fd() : -1, table_ ? table_->fd() : -1,
                         network_ ? network_->fd() : -1}) {
        ready_.push_back({fd, POLLIN, 0}); // -1 is left out by poll
    }
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
    (void)::poll(ready_.data(), ready_.size(), static_cast<int>(patience.count()));
    tell_alive();
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
    const bool file = files_ && is_ready(ready_, files_->fd()) && files_->changed();
    const bool table = table_ && is_ready(ready_, table_->fd()) && table_->changed();
    if (file || table) {
        watch_files(); // what was replaced is another file now
        schedule_.drift_seen(now);
    }
    if (words_ && is_ready(ready_, words_->fd()) && words_->changed()) {
        watch_words();
        schedule_.drift_seen(now); // tightens at once, also where no domain answers
        schedule_.asked(now);      // and only who has looked may loosen
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

/// Where systemd starts it, with rights of its own; else as a child.
Result<Worker> Service::start_part(const char* door, Worker::Call call)
{
    if (setup_.config) {
        call.arguments.insert(call.arguments.end(), {"--config", *setup_.config});
    }
    const auto socket = setup_.paths.run() / door;
    std::error_code error;
    return std::filesystem::is_socket(socket, error) ? Worker::connect(socket, call) : Worker::start(call);
}

void Service::start_look()
{
    ++looks_;
    schedule_.look_started();
    Worker::Call call{.arguments = {setup_.programs / "gpseal-fetch"},
                      .input = last_.sysvol_encrypted ? "look sealed\n" : "look\n",
                      .deadline = look_deadline};
    auto started = start_part("fetch.sock", std::move(call));
    if (started) {
        look_.emplace(*std::move(started));
    } else {
        look_failed(started.error());
    }
}

void Service::take_look()
{
    if (!look_) {
        return;
    }
    look_->take();
    const bool late = BootClock::now() >= look_->deadline();
    if (!late && !look_->ended()) {
        return;
    }
    auto end = look_->finish();
    look_.reset();
    const auto policy = end.output_whole ? decode_policy_record(end.output) : fail(Errc::malformed, "said too much");
    if (policy) {
        schedule_.policy_says(policy->schedule);
        record_complete_ = policy->complete();
        record_ = std::move(end.output);
    } else {
        look_failed(
            {late ? Errc::timeout : Errc::internal,
             late ? "did not end in time" : "ended with " + std::to_string(end.exit_code) + " and without a record",
             "gpseal-fetch"});
    }
}

/// What could not be looked at is applied as such: what is known stays in force, and says so.
void Service::look_failed(Error why)
{
    CollectedPolicy nothing;
    nothing.problems.push_back(std::move(why));
    record_ = encode_policy_record(nothing);
    record_complete_ = false;
}

void Service::start_run(const std::optional<std::string>& record)
{
    ++runs_;
    schedule_.proof_started();
    run_of_look_ = record.has_value();
    Worker::Call call{.arguments = {setup_.programs / "gpseal-apply"},
                      .input = record.value_or(std::string()),
                      .deadline = run_deadline};
    auto started = start_part("apply.sock", std::move(call));
    if (started) {
        run_.emplace(*std::move(started));
    } else {
        note_run({.exit_code = 70, .output = describe(started.error()), .output_whole = false});
    }
}

void Service::take_run()
{
    if (!run_) {
        return;
    }
    run_->take();
    if (BootClock::now() < run_->deadline() && !run_->ended()) {
        return;
    }
    const auto end = run_->finish();
    run_.reset();
    note_run(end);
}

void Service::note_run(const Worker::End& end)
{
    const auto now = last_run_at_ = BootClock::now();
    auto summary = end.output_whole ? parse_run_summary(end.output) : fail(Errc::malformed, "said too much");
    if (!summary) {
        const auto with = end.exit_code == 0 ? std::string() : " with " + std::to_string(end.exit_code);
        log_event(Event::run_failed, LogLevel::error,
                  "gpseal-apply ended" + with +
                      " and without a summary; what was in force stays so, and it is tried again");
        summary = untold_run(last_);
    }
    last_ = *std::move(summary);
    const bool good = record_complete_ && done_right(last_) && last_.health == "ok";
    if (run_of_look_) {
        looks_failed_ += good ? 0 : 1;
        schedule_.look_ended(now, good);
        door_->serve_waiting(looks_, "done " + std::to_string(last_.exit_code) + "\n");
    }
    repairs_ += last_.repairs > 0 ? 1 : 0;
    schedule_.proof_ended(now, !done_right(last_)  ? Schedule::Proof::failed
                               : last_.changes > 0 ? Schedule::Proof::repaired
                                                   : Schedule::Proof::kept);
    if (last_.again_in) {
        schedule_.proof_due_at(now + *last_.again_in);
    }
    watch_files();
    const bool file = files_ && files_->changed();
    const bool table = table_ && table_->changed();
    // by this run itself, or during it by somebody else: the next proof tells, and changes nothing if it was this one
    if (file || table) {
        schedule_.drift_seen(now);
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
    door_->serve_waiting(~std::uint64_t{0}, "stopped\n");
}

} // namespace gpseal::agent
