#include "collect/policy_record.hpp"
#include "daemon/manager_messages.hpp"
#include "daemon/service.hpp"
#include "service/look_order.hpp"

#include <algorithm>
#include <array>
#include <utility>

// What gpseald asks of the others: a look of gpseal-fetch, a run of gpseal-apply, and what comes of them.

namespace gpseal::agent {

using namespace std::chrono_literals;

namespace {

constexpr auto look_deadline = 300s; ///< every step in it has a shorter one
constexpr auto run_deadline = 600s;  ///< test connections included

/// Whether the run could do what it had to; what it found is another matter.
bool done_right(const RunSummary& run)
{
    constexpr std::array answers = {0, 1, 4, 5, 8};
    return std::find(answers.begin(), answers.end(), run.exit_code) != answers.end();
}

} // namespace

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
    look_began_ = BootClock::now();
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
    run_began_ = BootClock::now();
    schedule_.proof_started();
    run_of_look_ = record.has_value();
    Worker::Call call{.arguments = {setup_.programs / "gpseal-apply"},
                      .input = record ? look_began_line(look_began_.time_since_epoch()) + *record : std::string(),
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
        summary = untold_run(last_, end.exit_code);
    }
    const bool was_broken = !done_right(last_);
    last_ = *std::move(summary);
    if (was_broken && done_right(last_) && !run_of_look_) {
        schedule_.works_again(now); // a proof keeps what the last look said, its failure included
    }
    if (done_right(last_)) {
        proven_at_ = run_began_;
    }
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

} // namespace gpseal::agent
