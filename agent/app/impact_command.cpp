#include "command.hpp"
#include "enforce/guard_table.hpp"
#include "error_output.hpp"
#include "impact_view.hpp"
#include "live_services.hpp"
#include "probe_input.hpp"
#include "probe_view.hpp"
#include "terminal.hpp"

#include <gpseal/agent/connection_probe.hpp>
#include <gpseal/agent/exit_code.hpp>
#include <gpseal/base/utf.hpp>

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

namespace gpseal::app {

namespace {

using agent::ExitCode;
using agent::ServerUse;
using agent::UseKind;
using Uses = std::vector<ServerUse>;

/// A table that is not there names nobody.
Result<void> add_mounts(Uses& uses, const std::filesystem::path& path, UseKind kind)
{
    const auto table = read_list(path);
    if (!table) {
        return table.error().code == Errc::not_found ? Result<void>() : fail(table.error());
    }
    const auto found = agent::uses_of_mounts(*table, path.native(), kind);
    if (!found) {
        return fail(found.error());
    }
    uses.insert(uses.end(), found->begin(), found->end());
    return {};
}

Result<void> add_configured(Uses& uses, const Invocation& call)
{
    const auto config = load_config(call);
    if (!config) {
        return fail(config.error());
    }
    for (const auto& text : config->servers.value) {
        const auto target = agent::parse_probe_target(text);
        if (!target) {
            return fail(target.error());
        }
        uses.push_back({.server = {.name = target->server, .port = target->port, .address = {}},
                        .kind = UseKind::config,
                        .where = text,
                        .uid = std::nullopt});
    }
    return {};
}

/// What could not be asked is said; the rest of the answer stands without it.
void add_hits(Uses& uses, const Invocation& call)
{
    if (!call.globals.paths.live()) {
        return;
    }
    const auto counters = agent::read_guard_counters();
    if (!counters) {
        call.err << "gpseal: what the guard saw is not known: " << printable(describe(counters.error())) << '\n';
        return;
    }
    for (const auto& hit : counters->hits) {
        if (hit.server == "127.0.0.1" || hit.server == "::1") {
            continue; // our own canary
        }
        uses.push_back({.server = {.name = hit.server, .port = hit.port, .address = hit.server},
                        .kind = UseKind::guard,
                        .where = {},
                        .uid = hit.uid,
                        .packets = hit.packets});
    }
}

Result<std::vector<agent::UsedServer>> used_servers(const Invocation& call)
{
    Uses uses;
    auto added = add_mounts(uses, call.globals.paths.under("/proc/mounts"), UseKind::mount);
    if (added) {
        added = add_mounts(uses, call.globals.paths.under("/etc/fstab"), UseKind::fstab);
    }
    if (added) {
        added = add_configured(uses, call);
    }
    if (!added) {
        return fail(added.error());
    }
    add_hits(uses, call);
    return by_server(uses);
}

Result<std::vector<ImpactRow>> ask(const Invocation& call, const std::vector<agent::UsedServer>& used,
                                   const agent::ProbeTerms& terms)
{
    std::vector<agent::ServerEndpoint> servers;
    std::transform(used.begin(), used.end(), std::back_inserter(servers),
                   [](const agent::UsedServer& server) { return server.server; });
    std::vector<ImpactRow> rows(used.size());
    ProbeCount count;
    ProgressBar bar(call.err, terminal_of(STDERR_FILENO, call.globals), servers.size(), call.globals.quiet);
    const auto asked = agent::probe_servers(servers, terms, [&](std::size_t index, const agent::ServerReport& report) {
        rows[index] = {used[index], report};
        count.add(report.verdict);
        bar.show(count);
    });
    return asked ? Result<std::vector<ImpactRow>>(std::move(rows)) : fail(asked.error());
}

ExitCode exit_code_of(const std::vector<ImpactRow>& rows)
{
    auto code = rows.empty() ? ExitCode::unknown : ExitCode::ok;
    for (const auto& row : rows) {
        const auto impact = impact_on(row.report);
        if (impact == agent::Impact::unknown) {
            code = worst(code, ExitCode::unknown);
        } else if (impact != agent::Impact::works || needs_new_mount(row.used, row.report)) {
            code = worst(code, ExitCode::not_compliant);
        }
    }
    return code;
}

} // namespace

int run_impact(const Invocation& call)
{
    const auto terms = probe_terms(call);
    if (!terms) {
        return report_failure(call, impact_schema, terms.error());
    }
    const auto used = used_servers(call);
    if (!used) {
        return report_failure(call, impact_schema, used.error());
    }
    const auto rows = ask(call, *used, *terms);
    if (!rows) {
        return report_failure(call, impact_schema, rows.error());
    }
    if (rows->empty()) {
        call.err << "gpseal: no use of an SMB server is known here; the guard in mode = audit would see one\n";
    } else if (!call.globals.json) {
        call.out << impact_table(*rows, terminal_of(STDOUT_FILENO, call.globals).table_width);
    }
    for (const auto& row : *rows) {
        call.out << (call.globals.json ? impact_json(row) : "");
    }
    return agent::number_of(exit_code_of(*rows));
}

} // namespace gpseal::app
