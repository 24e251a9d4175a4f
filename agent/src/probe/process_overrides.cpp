#include "probe/process_overrides.hpp"

#include <iterator>

namespace gpseal::agent {

namespace {

Override of_process(const ClientProcess& process, std::string code)
{
    return {.code = std::move(code),
            .where = "process " + std::to_string(process.pid) + " (" + process.name + ")",
            .uid = process.uid};
}

/// libsmbclient reads smb.conf when a context is made, and a process may keep its context for as long as it lives.
Override stale(const ClientProcess& process)
{
    auto row = of_process(process, "stale_process");
    row.what = "it loaded " + process.library + " before smb.conf was written and may go by what stood there before";
    row.fix = "end it and start it again (its user logs off and on)";
    return row;
}

Override elsewhere(const ClientProcess& process)
{
    auto row = of_process(process, "own_files");
    row.what =
        "it uses libsmbclient in a file system of its own (container, Flatpak, snap), with an smb.conf of its own";
    row.fix = "set the same three settings in its smb.conf; nothing but the guard holds it until then";
    return row;
}

Override by_variable(const ClientProcess& process)
{
    auto row = of_process(process, "smb_conf_path");
    row.what = "its SMB_CONF_PATH is " + *process.smb_conf_path + ": smbclient started by it passes over smb.conf";
    row.fix = "find where it is set (the user's profile, its service unit), take it out, and start the process again";
    return row;
}

Override by_option(const ClientProcess& process)
{
    auto row = of_process(process, "client_option");
    row.what = "it runs with " + process.option + ", which wins over smb.conf";
    row.fix = "take the option out of the command, the script or the unit that starts it";
    return row;
}

Override hidden(std::size_t count)
{
    return {.code = "processes_not_seen",
            .where = std::to_string(count) + " processes",
            .what = "they could not be looked at: this run has no right to, or has confined itself",
            .fix = "gpseal verify as root sees them; so does the service under systemd",
            .effect = OverrideEffect::note};
}

} // namespace

std::vector<Override> overrides_of(const ProcessScan& scan,
                                   const std::optional<std::chrono::milliseconds>& conf_written)
{
    std::vector<Override> found;
    if (scan.hidden > 0) {
        found.push_back(hidden(scan.hidden));
    }
    for (const auto& process : scan.clients) {
        if (!process.library.empty() && process.own_files) {
            found.push_back(elsewhere(process));
        } else if (!process.library.empty() && conf_written && process.started < *conf_written) {
            found.push_back(stale(process));
        }
        if (process.smb_conf_path && *process.smb_conf_path != "/etc/samba/smb.conf") {
            found.push_back(by_variable(process));
        }
        if (!process.option.empty()) {
            found.push_back(by_option(process));
        }
    }
    return found;
}

} // namespace gpseal::agent
