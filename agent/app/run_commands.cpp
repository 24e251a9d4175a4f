#include "call_options.hpp"
#include "command.hpp"
#include "daemon/service_client.hpp"
#include "diff_text.hpp"
#include "domain_facts.hpp"
#include "error_output.hpp"
#include "live_services.hpp"
#include "output_file.hpp"
#include "policy_sources.hpp"
#include "proof_file.hpp"
#include "refresh_run.hpp"
#include "release_journal.hpp"
#include "report/changes_json.hpp"
#include "report/report_store.hpp"
#include "report_text.hpp"
#include "root_check.hpp"
#include "service/run_lock.hpp"
#include "service_view.hpp"
#include "terminal.hpp"
#include "text_layout.hpp"

#include <gpseal/base/utf.hpp>

#include <charconv>
#include <chrono>
#include <optional>
#include <ostream>

namespace gpseal::app {

using agent::CycleOutcome;
using agent::ExitCode;

namespace {

std::optional<std::filesystem::path> file(const Invocation& call, const char* name)
{
    return call.options.count(name) != 0 ? std::optional(std::filesystem::path(call.options[name].as<std::string>()))
                                         : std::nullopt;
}

int fail_run(const Invocation& call, const Error& error)
{
    return report_failure(call, agent::report_schema, error);
}

void print_failures(const Invocation& call, const CycleOutcome& outcome)
{
    for (const auto& failure : outcome.failures) {
        call.err << "gpseal: " << printable(describe(failure)) << '\n';
    }
    if (outcome.report.health.status != agent::HealthStatus::ok && call.globals.json) {
        for (const auto& reason : outcome.report.health.reasons) {
            call.err << "gpseal: " << printable(reason) << '\n';
        }
    }
}

void print_changes(const Invocation& call, const CycleOutcome& outcome, bool planned)
{
    const auto terminal = terminal_of(1, call.globals);
    if (outcome.changes.empty()) {
        call.out << (planned ? "Nothing to change.\n" : "Nothing was changed.\n");
    }
    for (const auto& change : outcome.changes) {
        call.out << terminal.paint(Tone::heading, planned ? "Would change " : "Changed ") << printable(change.target)
                 << (change.loosens ? " (takes protection away)" : "") << '\n';
        if (flag(call, "diff")) {
            // elsewhere than on a terminal it is what `patch` takes
            call.out << (terminal.interactive ? diff_text(change.diff, terminal) : change.diff);
        }
    }
}

void print_outcome(const Invocation& call, const CycleOutcome& outcome, bool planned)
{
    if (call.globals.json) { // a result, whatever else is silent
        call.out << (planned ? agent::changes_to_json(outcome)
                             : to_json(with_domain_facts(call.globals.paths, outcome.report)));
        return;
    }
    if (call.globals.quiet) {
        return;
    }
    const auto terminal = terminal_of(1, call.globals);
    if (planned) {
        auto text =
            policy_text(outcome.report.policy, terminal, Losers::few) + preflight_text(outcome.report, terminal);
        for (const auto& reason : outcome.report.health.reasons) {
            text += terminal.paint(Tone::warning, to_string(outcome.report.health.status)) + ": " + printable(reason) +
                    '\n';
        }
        call.out << fitted(text, terminal.table_width);
    } else {
        call.out << report_text(outcome.report, terminal);
    }
    print_changes(call, outcome, planned);
}

/// An ordinary refresh is the service's, where there is one: one cycle, however many ask.
bool is_service_work(const Invocation& call)
{
    return call.globals.paths.live() && call.globals.config.empty() && list_option(call, "gpo").empty() &&
           !flag(call, "dry-run") && !flag(call, "diff") && !flag(call, "force");
}

/// nullopt: there is no service, or it ended meanwhile.
std::optional<int> refresh_by_service(const Invocation& call)
{
    constexpr std::chrono::seconds deadline{15 * 60}; // a look and a run may take so long
    const auto said = agent::ask_service(call.globals.paths, "refresh", deadline);
    if (!said && said.error().code == Errc::not_found) {
        return std::nullopt;
    }
    if (!said) {
        return fail_run(call, said.error());
    }
    constexpr std::string_view done = "done ";
    int code = 0;
    if (!said->starts_with(done) ||
        std::from_chars(said->data() + done.size(), said->data() + said->size(), code).ec != std::errc()) {
        return std::nullopt;
    }
    CycleOutcome outcome;
    const auto report = agent::load_report(call.globals.paths);
    const auto service = agent::service_status(call.globals.paths);
    if (!report || !*report || (service && is_outdated(**report, *service))) {
        (void)fail_run(call, {Errc::io,
                              "the run ended with exit code " + std::to_string(code) +
                                  " and its report was not kept; gpseal status says what is in force, journalctl -u "
                                  "'gpseal*' why",
                              call.globals.paths.state()});
        return code;
    }
    if (call.globals.json || !call.globals.quiet) {
        outcome.report = **report;
        call.out << (call.globals.json ? to_json(with_domain_facts(call.globals.paths, outcome.report))
                                       : report_text(outcome.report, terminal_of(1, call.globals)));
    }
    print_failures(call, outcome);
    return code;
}

} // namespace

namespace {

/// One run at a time. `needed` false: nullopt, and no waiting.
Result<std::optional<agent::RunLock>> take_lock(const Invocation& call, bool needed)
{
    if (!needed) {
        return std::optional<agent::RunLock>{};
    }
    auto taken = agent::RunLock::acquire(call.globals.paths, lock_patience);
    return taken ? Result<std::optional<agent::RunLock>>(*std::move(taken)) : fail(taken.error());
}

} // namespace

int refresh(const Invocation& call, AskSource ask)
{
    if (auto root = require_root(call, "gpseal refresh"); !root) {
        return fail_run(call, root.error());
    }
    if (ask == AskSource::yes && is_service_work(call)) {
        if (const auto code = refresh_by_service(call)) {
            return *code;
        }
    }
    // The lock comes first: a configuration that was read while another run went on may be an old one.
    const bool dry_run = flag(call, "dry-run");
    const auto lock = take_lock(call, !dry_run);
    if (!lock) {
        return fail_run(call, lock.error());
    }
    if (!dry_run) {
        if (auto ended = forget_old_release(call.globals.paths); !ended) {
            call.err << "gpseal: " << printable(describe(ended.error())) << '\n';
        }
    }
    const auto config = load_config(call);
    if (!config) {
        return fail_run(call, config.error());
    }
    auto options = cycle_options(*config, call.globals.paths, {}, std::nullopt);
    if (!options) {
        return fail_run(call, options.error());
    }
    options->dry_run = dry_run;
    options->repair = ask == AskSource::known;
    LiveServices live(call.globals.paths, ask == AskSource::yes
                                              ? source_of(*config, call.globals.paths,
                                                          {.folders = list_option(call, "gpo"),
                                                           .keep = !dry_run,
                                                           .read_all = flag(call, "force"),
                                                           .sealed = mandate_may_stand(call.globals.paths)})
                                              : no_source());
    const auto outcome = run_cycle(live.services(), *options);
    print_outcome(call, outcome, options->dry_run);
    print_failures(call, outcome);
    return number_of(outcome.code);
}

int run_refresh(const Invocation& call)
{
    return refresh(call, flag(call, "offline") ? AskSource::no : AskSource::yes);
}

int run_verify(const Invocation& call)
{
    if (auto root = require_root(call, "gpseal verify"); !root) {
        return fail_run(call, root.error());
    }
    if (auto checked = check_proof(call); !checked) {
        const auto& error = checked.error();
        return error.code == Errc::usage ? fail_run(call, error) : fail_output(call, agent::report_schema, error);
    }
    // a trial of somebody's is not the machine's report, so it may take its time and keeps no run from repairing
    const bool is_trial = !list_option(call, "target").empty();
    const auto lock = take_lock(call, !is_trial);
    if (!lock) {
        return fail_run(call, lock.error());
    }
    const auto config = load_config(call);
    if (!config) {
        return fail_run(call, config.error());
    }
    const auto credentials = file(call, "credentials");
    auto options = cycle_options(*config, call.globals.paths, list_option(call, "target"), credentials);
    if (!options || (credentials && !options->credentials)) {
        return fail_run(call, !options ? options.error() : options->credentials.error());
    }
    options->keep_report = !is_trial;
    if (is_trial) {
        options->connect_for = std::chrono::hours(24);
    }
    LiveServices live(call.globals.paths, no_source());
    const auto outcome = agent::run_verify(live.services(), *options);
    if (call.globals.json) {
        call.out << to_json(with_domain_facts(call.globals.paths, outcome.report));
    } else {
        call.out << report_text(outcome.report, terminal_of(1, call.globals));
    }
    print_failures(call, outcome);
    if (given(call, "proof")) {
        if (auto saved = save_proof(call, outcome.report); !saved) {
            call.err << "gpseal: " << printable(describe(saved.error())) << '\n'; // the report is printed already
            return number_of(worst(outcome.code, agent::ExitCode::not_applied));
        }
    }
    return number_of(outcome.code);
}

int run_revert(const Invocation& call)
{
    if (auto root = require_root(call, "gpseal revert"); !root) {
        return fail_run(call, root.error());
    }
    // its lock tells also of one that is stopped, or whose socket was taken away; the socket of one that lost its lock
    if (call.globals.paths.live() &&
        (agent::service_runs(call.globals.paths) || agent::service_status(call.globals.paths))) {
        return fail_run(
            call,
            {Errc::refused, "gpseald is running and would set it again at once; systemctl stop gpseald first", {}});
    }
    const auto lock = agent::RunLock::acquire(call.globals.paths, lock_patience);
    if (!lock) {
        return fail_run(call, lock.error());
    }
    LiveServices live(call.globals.paths, no_source());
    const auto scope = flag(call, "all") ? agent::RevertScope::everything : agent::RevertScope::stacks;
    const auto config = load_config(call);
    const auto options = config ? cycle_options(*config, call.globals.paths, {}, std::nullopt)
                                : fail(config.error()); // tells what policy says; what is taken back needs none
    const auto outcome = agent::run_revert(live.services(), options.value_or(agent::CycleOptions{}), scope);
    if (call.globals.json) {
        call.out << agent::changes_to_json(outcome);
    } else if (!call.globals.quiet) {
        const bool forgot = scope == agent::RevertScope::everything && outcome.failures.empty();
        if (!forgot || !outcome.changes.empty()) {
            print_changes(call, outcome, false);
        }
        call.out << (forgot ? "Removed " + call.globals.paths.state().string() + ": all that was known and kept\n"
                            : "");
    }
    print_failures(call, outcome);
    return number_of(outcome.code);
}

} // namespace gpseal::app
