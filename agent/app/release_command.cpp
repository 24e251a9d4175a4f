#include "call_options.hpp"
#include "command.hpp"
#include "daemon/service_client.hpp"
#include "error_output.hpp"
#include "refresh_run.hpp"
#include "release_journal.hpp"
#include "root_check.hpp"
#include "service/acting_user.hpp"
#include "service/run_lock.hpp"

#include <gpseal/agent/compliance_report.hpp>
#include <gpseal/agent/release.hpp>
#include <gpseal/base/utf.hpp>

#include <algorithm>
#include <optional>
#include <ostream>

namespace gpseal::app {

using agent::Release;

namespace {

Result<Release> release_of(const Invocation& call)
{
    const auto clock = agent::read_machine_clock();
    const auto until = agent::parse_release_end(text_option(call, "until", ""), clock.wall);
    if (!until) {
        return fail(until.error());
    }
    if (!given(call, "reason")) {
        return fail(Errc::usage, "--until needs --reason TEXT: every report says why");
    }
    Release release{
        .from = clock, .until = *until, .uid = agent::acting_user(), .reason = text_option(call, "reason", "")};
    if (auto checked = agent::check_release_reason(release.reason); !checked) {
        return fail(checked.error());
    }
    return release;
}

Result<void> store(const Invocation& call, const std::optional<Release>& release)
{
    const auto lock = agent::RunLock::acquire(call.globals.paths, lock_patience);
    if (!lock) {
        return fail(lock.error());
    }
    return release ? begin_release(call.globals.paths, *release)
                   : end_release(call.globals.paths, ReleaseEnd::administrator);
}

/// Whether the run did what it had to; what it found is another matter.
bool is_done(int code)
{
    using agent::ExitCode;
    return code == number_of(ExitCode::ok) || code == number_of(ExitCode::not_compliant) ||
           code == number_of(ExitCode::unknown) || code == number_of(ExitCode::stale);
}

} // namespace

int run_release(const Invocation& call)
{
    const auto refused = [&](const Error& error) { return report_failure(call, agent::report_schema, error); };
    if (auto root = require_root(call, "gpseal release"); !root) {
        return refused(root.error());
    }
    std::optional<Release> release;
    if (!flag(call, "end")) {
        auto wanted = release_of(call);
        if (!wanted) {
            return refused(wanted.error());
        }
        release = *std::move(wanted);
    } else if (given(call, "reason")) {
        return refused({Errc::usage, "--reason goes with --until", {}});
    }
    const auto stored = store(call, release);
    if (!stored && release) {
        return refused(stored.error());
    }
    if (!stored) {
        call.err << "gpseal: " << printable(describe(stored.error())) << '\n'; // and it ends all the same
    }
    // whoever is cut off has nobody to ask, and the guard still cuts; nor is a look of the service waited for that
    // hangs
    const bool is_served = call.globals.paths.live() && agent::service_runs(call.globals.paths);
    const auto code = refresh(call, release || is_served ? AskSource::known : AskSource::yes);
    if (release && !is_done(code)) {
        // nobody who was told that it failed expects it to come true once the disk has room
        call.err << "gpseal: the release is taken back, because it could not be carried out\n";
        if (auto ended = store(call, std::nullopt); !ended) {
            call.err << "gpseal: " << printable(describe(ended.error())) << '\n';
        }
    }
    return stored ? code : std::max(code, number_of(agent::ExitCode::not_applied));
}

} // namespace gpseal::app
