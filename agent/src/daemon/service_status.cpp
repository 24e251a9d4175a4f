#include "daemon/manager_messages.hpp"
#include "daemon/service.hpp"

#include <algorithm>

namespace gpseal::agent {

namespace {

std::string seconds_until(BootTime at, BootTime now)
{
    return std::to_string(
        std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(at - now).count()));
}

std::string_view at_work(bool looking, bool running)
{
    return looking && running ? "looking and proving" : looking ? "looking" : running ? "proving" : "waiting";
}

std::string gauge(std::string_view name, std::string_view help, std::string_view value, std::string_view type = "gauge")
{
    const auto full = "gpseal_" + std::string(name);
    return "# HELP " + full + " " + std::string(help) + "\n# TYPE " + full + " " + std::string(type) + "\n" + full +
           " " + std::string(value) + "\n";
}

} // namespace

std::string_view Service::verdict() const
{
    constexpr auto longest_proof = std::chrono::seconds(60); // what it was to prove may be otherwise by now
    const bool touched = touched_at_ != BootTime() && touched_at_ >= proven_at_;
    const bool hangs = run_ && BootClock::now() - run_began_ > longest_proof;
    return last_.verdict == "pass" && (touched || hangs) ? std::string_view("unknown") : last_.verdict;
}

/// Anybody may read it: no names of servers, users or GPOs, and only words of our own.
std::string Service::status_line() const
{
    const auto now = BootClock::now();
    std::string json = R"({"schema":"gpseal.service/1","doing":")";
    json.append(at_work(look_.has_value(), run_.has_value()));
    json += R"(","mandate":")" + last_.mandate + R"(","verdict":")" + std::string(verdict()) + R"(","health":")" +
            last_.health;
    json += R"(","last_run":)";
    json +=
        (last_.time.empty() ? "null" : "\"" + last_.time + "\"") + R"(,"exit_code":)" + std::to_string(last_.exit_code);
    json += R"(,"last_seq":)" + std::to_string(last_.seq);
    json += R"(,"last_run_age_s":)" + (runs_ == 0 ? "null" : seconds_until(now, last_run_at_));
    json += R"(,"next_look_s":)" + (may_look() ? seconds_until(schedule_.next_look(), now) : "0");
    json += R"(,"next_proof_s":)" + (run_ ? "0" : seconds_until(schedule_.next_proof(), now));
    json += R"(,"interval_s":)" + std::to_string(schedule_.interval().count());
    json += R"(,"looks":)" + std::to_string(looks_) + R"(,"looks_failed":)" + std::to_string(looks_failed_);
    json += R"(,"repairs":)" + std::to_string(repairs_) + "}";
    return json;
}

std::string Service::metrics() const
{
    const auto yes = [](bool value) { return value ? "1" : "0"; };
    const auto now = BootClock::now();
    // while it is not known, no number says so
    const auto mandate = last_.mandate == "unknown" ? std::string()
                                                    : gauge("mandate_required", "1 while SMB encryption is required.",
                                                            yes(last_.mandate == "required"));
    return mandate + gauge("compliant", "1 when the last run proved it.", yes(verdict() == "pass")) +
           gauge("not_compliant", "1 when the last run proved the contrary.", yes(last_.verdict == "fail")) +
           gauge("policy_fresh", "1 when policy was read completely.", yes(last_.health == "ok")) +
           gauge("last_run_exit_code", "Exit code of the last run.", std::to_string(last_.exit_code)) +
           gauge("last_run_age_seconds", "Time since the last run.", seconds_until(now, last_run_at_)) +
           gauge("looks_total", "Looks for policy.", std::to_string(looks_), "counter") +
           gauge("looks_failed_total", "Looks that could not read all of it.", std::to_string(looks_failed_),
                 "counter") +
           gauge("repairs_total", "Changes by others that were taken back.", std::to_string(repairs_), "counter");
}

void Service::tell_manager()
{
    auto line = "mandate " + last_.mandate + ", verdict " + std::string(verdict()) + ", policy " + last_.health;
    if (line != told_) {
        tell_status(told_ = std::move(line));
    }
}

} // namespace gpseal::agent
