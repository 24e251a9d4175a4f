#include "daemon/manager_messages.hpp"
#include "daemon/service.hpp"
#include "service/errno_error.hpp"
#include "service/run_folder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#include <utility>

namespace gpseal::agent {

namespace {

sigset_t our_signals()
{
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        ::sigaddset(&signals, signal);
    }
    return signals;
}

template <typename Watch> std::optional<Watch> or_without(Result<Watch> started, const char* what)
{
    if (started) {
        return std::optional<Watch>(*std::move(started));
    }
    log_event(Event::without_watch, LogLevel::warning,
              std::string(what) + " is not watched, only looked at every hour: " + describe(started.error()));
    return std::nullopt;
}

} // namespace

Service::Service(ServiceSetup setup, Schedule schedule, UniqueFd signals, UniqueFd timer)
    : setup_(std::move(setup)), schedule_(schedule), signals_(std::move(signals)), timer_(std::move(timer))
{
}

void Service::hold_signals()
{
    const auto signals = our_signals();
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
}

void Service::watch_words()
{
    if (words_) {
        words_->watch({setup_.paths.state() / "release", setup_.paths.state() / "preference"});
        tell_blindness(*words_);
    }
    release_log_.look();
}

Result<std::unique_ptr<Service>> Service::start(ServiceSetup setup)
{
    hold_signals();
    const auto ours = our_signals();
    UniqueFd signals(::signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC));
    UniqueFd timer(::timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC));
    if (!signals || !timer) {
        return fail(errno_error("cannot set up signals and time", {}));
    }
    if (auto made = make_run_folder(setup.paths.run()); !made) {
        return fail(made.error());
    }
    if (auto made = make_folder(setup.paths.state(), 0700); !made) {
        return fail(made.error());
    }
    const Schedule schedule(setup.read_settings().value_or(Schedule::Settings{}), setup.host_seed, BootClock::now());
    std::unique_ptr<Service> service(new Service(std::move(setup), schedule, std::move(signals), std::move(timer)));
    auto& self = *service;
    auto door = StatusSocket::listen(self.setup_.paths.run() / "gpseald.sock",
                                     {.status = [&self] { return self.status_line(); },
                                      .metrics = [&self] { return self.metrics(); },
                                      .refresh =
                                          [&self] {
                                              self.schedule_.asked(BootClock::now());
                                              return self.looks_ + 1;
                                          }});
    if (!door) {
        return fail(door.error());
    }
    self.door_.emplace(*std::move(door));
    self.files_ = FileWatch::start();
    self.words_ = FileWatch::start();
    self.mounts_ = UniqueFd(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)); // without it: by the clock
    self.watch_words();
    self.table_ = or_without(TableWatch::start("gpseal"), "the guard's table");
    self.network_ = or_without(NetworkWatch::start(), "the network");
    self.clock_ = or_without(ClockWatch::start(), "the clock");
    self.watch_files();
    self.watch_place();
    return service;
}

} // namespace gpseal::agent
