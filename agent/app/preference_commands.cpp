#include "call_options.hpp"
#include "command.hpp"
#include "daemon/service_client.hpp"
#include "error_output.hpp"
#include "known_policy.hpp"
#include "live_services.hpp"
#include "preference_view.hpp"
#include "report/report_store.hpp"
#include "root_check.hpp"
#include "service/journal.hpp"
#include "service/run_lock.hpp"
#include "service/timestamp.hpp"

#include <gpseal/agent/release.hpp>
#include <gpseal/base/utf.hpp>

#include <ostream>

namespace gpseal::app {

using agent::ExitCode;
using agent::LocalPreference;
using agent::PreferenceStore;

namespace {

int fail_setting(const Invocation& call, const Error& error)
{
    return report_failure(call, setting_schema, error);
}

/// Nothing is wanted any more of what stands: the preference that did, or did before it was damaged, is gone.
bool is_left_behind(const SettingView& view)
{
    const auto& reasons = view.known.health.reasons;
    return !view.preference.damage && reasons.size() == 1 && reasons.front() == agent::unexplained_mandate;
}

/// Whether the last run went by another answer than this one.
bool is_pending(const Invocation& call, const SettingView& view)
{
    const auto& policy = view.known.policy;
    const auto last = agent::load_report(call.globals.paths);
    if (!last || !*last) {
        return policy.decision.mandate.has_value();
    }
    const auto& then = (*last)->policy;
    return then.decision.mandate != policy.decision.mandate || then.source != policy.source || is_left_behind(view);
}

Result<SettingView> view_of(const Invocation& call)
{
    auto preference = PreferenceStore(call.globals.paths).load();
    if (!preference) {
        return fail(preference.error());
    }
    LiveServices live(call.globals.paths, no_source());
    agent::CycleOptions options;
    options.preference = *preference;
    SettingView view{.known = known_policy(live.services(), options), .preference = *std::move(preference)};
    view.pending = is_pending(call, view);
    if (view.pending) { // what stands is the preference of before, and the next run decides
        std::erase(view.known.health.reasons, agent::unexplained_mandate);
        view.service = call.globals.paths.live() && agent::service_status(call.globals.paths).has_value();
    }
    return view;
}

std::string line_of(const std::optional<bool>& value, char sign)
{
    return value ? sign + std::string(setting_name) + (*value ? " true\n" : " false\n") : "";
}

/// What is about to be changed goes to the journal first, as every change does.
Result<void> store(const agent::RootedPaths& paths, const LocalPreference& before, const std::optional<bool>& wanted)
{
    PreferenceStore kept(paths);
    const agent::ConfigChange change{.target = kept.file(),
                                     .diff = line_of(before.require_encryption, '-') + line_of(wanted, '+'),
                                     .loosens = wanted != true && before.require_encryption != wanted};
    const auto* const command = wanted ? "gpseal set" : "gpseal unset";
    const auto recorded =
        agent::record_changes(paths, {agent::command_entry(agent::ChangeCause::preference, command, change)});
    if (!recorded && wanted != true) {
        return recorded; // what tightens does not wait for a line about it
    }
    const auto stored = wanted ? kept.save(*wanted) : kept.clear();
    return stored ? recorded : stored;
}

/// nullopt takes the preference away.
int change_preference(const Invocation& call, const std::optional<bool>& wanted)
{
    if (auto root = require_root(call, wanted ? "gpseal set" : "gpseal unset"); !root) {
        return fail_setting(call, root.error());
    }
    {
        const auto lock = agent::RunLock::acquire(call.globals.paths, lock_patience);
        if (!lock) {
            return fail_setting(call, lock.error());
        }
        const auto before = PreferenceStore(call.globals.paths).load();
        if (!before) {
            return fail_setting(call, before.error());
        }
        const bool same = !before->damage && before->require_encryption == wanted;
        if (auto stored = same ? Result<void>{} : store(call.globals.paths, *before, wanted); !stored) {
            return fail_setting(call, stored.error());
        }
    }
    if (flag(call, "refresh")) {
        return run_refresh(call);
    }
    const auto view = view_of(call);
    if (!view) {
        return fail_setting(call, view.error());
    }
    if (!call.globals.quiet) {
        call.out << (call.globals.json ? setting_json(*view) : setting_text(*view, terminal_of(1, call.globals)));
    }
    return number_of(ExitCode::ok);
}

} // namespace

int run_get(const Invocation& call)
{
    const auto view = view_of(call);
    if (!view) {
        return fail_setting(call, explained(call, "gpseal get", view.error()));
    }
    call.out << (call.globals.json ? setting_json(*view) : setting_text(*view, terminal_of(1, call.globals)));
    const auto kept = agent::ReleaseStore(call.globals.paths).load();
    if (kept.release && holds(*kept.release, agent::read_machine_clock())) {
        call.err << "gpseal: nothing of it is enforced until " << agent::format_time(kept.release->until)
                 << ": gpseal release by uid " << kept.release->uid << '\n';
    }
    if (view->preference.damage) {
        return number_of(ExitCode::malformed);
    }
    return number_of(view->known.policy.decision.mandate ? ExitCode::ok : ExitCode::unknown);
}

int run_set(const Invocation& call)
{
    const auto value = text_option(call, "value", "");
    if (value != "true" && value != "false") {
        return fail_setting(call, {Errc::usage, "'" + value + "' is neither true nor false", {}});
    }
    return change_preference(call, value == "true");
}

int run_unset(const Invocation& call)
{
    return change_preference(call, std::nullopt);
}

} // namespace gpseal::app
