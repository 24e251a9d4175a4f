#include "admx_view.hpp"
#include "command.hpp"
#include "report/json_value.hpp"
#include "template_folders.hpp"
#include "terminal.hpp"
#include "text_layout.hpp"

#include <gpseal/admx/policy_catalog.hpp>
#include <gpseal/agent/exit_code.hpp>

#include <unistd.h>

#include <algorithm>
#include <ostream>
#include <string>

namespace gpseal::app {

namespace {

using agent::ExitCode;

/// A policy's page is no place for what is wrong with other files, unless they are missing altogether.
Diagnostics about(const Diagnostics& findings, const std::string& path)
{
    Diagnostics kept;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(kept), [&](const Finding& finding) {
        return finding.severity == Severity::error || finding.where == path || finding.where.starts_with(path + ':');
    });
    return kept;
}

/// What was left out is named; the rest is what lint is for.
void warn_in_short(const Invocation& call, const Diagnostics& findings)
{
    if (call.globals.verbosity > 0) {
        warn(call, findings);
        return;
    }
    warn_of_errors(call, findings);
    const auto others = std::count_if(findings.begin(), findings.end(),
                                      [](const Finding& finding) { return finding.severity != Severity::error; });
    if (others > 0 && !call.globals.quiet && !call.globals.json) {
        call.err << "gpseal: " << others << (others == 1 ? " finding" : " findings")
                 << " about these files; gpseal admx lint shows them, or -v\n";
    }
}

} // namespace

int run_admx_list(const Invocation& call)
{
    const auto loaded = load_templates(call, "dir");
    if (!loaded) {
        return tell(call, loaded.error());
    }
    warn_in_short(call, loaded->findings);
    if (call.globals.json) {
        call.out << agent::json::text_of(admx_list_json(loaded->catalog, loaded->findings));
    } else {
        call.out << admx_table(loaded->catalog, terminal_of(STDOUT_FILENO, call.globals).table_width, loaded->findings);
    }
    return agent::number_of(ExitCode::ok);
}

int run_admx_show(const Invocation& call)
{
    if (call.options.count("name") == 0) {
        return tell(call,
                    {.exit_code = ExitCode::usage, .code = "usage", .message = "admx show needs a policy's name"});
    }
    const auto& name = call.options["name"].as<std::string>();
    const auto loaded = load_templates(call, "dir", name);
    if (!loaded) {
        return tell(call, loaded.error());
    }
    const auto found = find_one_policy(loaded->catalog, name);
    if (!found) {
        return tell(call, found.error());
    }
    const auto& policy = **found;
    const auto findings = about(loaded->findings, loaded->catalog.file_of(policy).path);
    warn(call, findings);
    if (call.globals.json) {
        call.out << agent::json::text_of(admx_show_json(loaded->catalog, policy, findings));
    } else {
        const auto terminal = terminal_of(STDOUT_FILENO, call.globals);
        call.out << fitted(admx_page(loaded->catalog, policy, terminal.width), terminal.table_width);
    }
    return agent::number_of(ExitCode::ok);
}

} // namespace gpseal::app
