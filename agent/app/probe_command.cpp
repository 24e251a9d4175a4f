#include "call_options.hpp"
#include "command.hpp"
#include "error_output.hpp"
#include "probe/probe_loop.hpp"
#include "probe/server_list.hpp"
#include "probe_input.hpp"
#include "probe_view.hpp"
#include "terminal.hpp"

#include <gpseal/agent/exit_code.hpp>

#include <unistd.h>

#include <ostream>
#include <string>
#include <vector>

namespace gpseal::app {

namespace {

using agent::ExitCode;
using agent::ServerReport;

Result<void> add_table(agent::ServerList& servers, const std::filesystem::path& path)
{
    const auto table = read_list(path);
    return table ? servers.add_mounts(*table, path.native()) : fail(table.error());
}

Result<std::vector<agent::ServerEndpoint>> servers_of(const Invocation& call)
{
    agent::ServerList servers(flag(call, "i-own-this-network"));
    const bool mounts = flag(call, "from-mounts");
    const bool fstab = flag(call, "from-fstab");
    if (call.options.count("server") == 0 && call.options.count("targets") == 0 && !mounts && !fstab) {
        return fail(Errc::usage, "name a server, or say --targets FILE, --from-mounts or --from-fstab");
    }
    Result<void> added;
    if (call.options.count("server") != 0) {
        for (const auto& text : call.options["server"].as<std::vector<std::string>>()) {
            added = added ? servers.add(text) : added;
        }
    }
    if (added && call.options.count("targets") != 0) {
        const auto& file = call.options["targets"].as<std::string>();
        const auto list = read_list(file);
        added = list ? servers.add_lines(*list, file == "-" ? "standard input" : file) : fail(list.error());
    }
    if (added && mounts) {
        added = add_table(servers, call.globals.paths.under("/proc/mounts"));
    }
    if (added && fstab) {
        added = add_table(servers, call.globals.paths.under("/etc/fstab"));
    }
    return added ? Result<std::vector<agent::ServerEndpoint>>(servers.servers()) : fail(added.error());
}

ExitCode exit_code_of(const ProbeCount& count)
{
    const auto unknown = count.unknown != 0 || count.all() == 0 ? ExitCode::unknown : ExitCode::ok;
    return count.breaks != 0 ? ExitCode::not_compliant : unknown;
}

/// Rows in the order in which the servers were named; JSON as it comes.
Result<ProbeCount> ask(const Invocation& call, const std::vector<agent::ServerEndpoint>& servers,
                       const agent::ProbeTerms& terms)
{
    ProbeCount count;
    std::vector<ServerReport> rows(call.globals.json ? 0 : servers.size());
    Result<void> asked;
    {
        ProgressBar bar(call.err, terminal_of(STDERR_FILENO, call.globals), servers.size(), call.globals.quiet);
        asked = agent::probe_servers(servers, terms, [&](std::size_t index, const ServerReport& report) {
            count.add(report.verdict);
            if (call.globals.json) {
                call.out << probe_json(report) << std::flush;
            } else {
                rows[index] = report;
            }
            bar.show(count);
        });
    }
    if (!asked) {
        return fail(asked.error());
    }
    if (!call.globals.json && !rows.empty()) {
        call.out << probe_table(rows, terminal_of(STDOUT_FILENO, call.globals).table_width) << probe_summary(count)
                 << '\n';
    }
    return count;
}

} // namespace

int run_probe(const Invocation& call)
{
    const auto servers = servers_of(call);
    const auto terms = probe_terms(call);
    if (!servers || !terms) {
        return report_failure(call, probe_schema, servers ? terms.error() : servers.error());
    }
    if (servers->empty()) {
        call.err << "gpseal: no SMB server is named there: nothing was asked\n";
    }
    const auto count = ask(call, *servers, *terms);
    if (!count) {
        return report_failure(call, probe_schema, count.error());
    }
    return agent::number_of(exit_code_of(*count));
}

} // namespace gpseal::app
