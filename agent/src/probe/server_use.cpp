#include "probe/server_use.hpp"

#include "probe/mount_table.hpp"

#include <gpseal/base/utf.hpp>

#include <algorithm>

namespace gpseal::agent {

namespace {

bool is_same(const ServerEndpoint& a, const ServerEndpoint& b)
{
    if (a.port != b.port) {
        return false;
    }
    const bool both_known = !a.address.empty() && !b.address.empty();
    return both_known ? a.address == b.address : equals_icase(a.name, b.name);
}

} // namespace

std::string_view to_string(UseKind kind)
{
    switch (kind) {
    case UseKind::domain_controller:
        return "domain_controller";
    case UseKind::mount:
        return "mount";
    case UseKind::fstab:
        return "fstab";
    case UseKind::config:
        return "config";
    case UseKind::bookmark:
        return "bookmark";
    case UseKind::guard:
        return "guard";
    }
    return "mount";
}

std::string describe_use(const ServerUse& use)
{
    switch (use.kind) {
    case UseKind::domain_controller:
        return use.policy_source ? "domain controller that policy came from" : "domain controller";
    case UseKind::mount:
    case UseKind::fstab:
        return std::string(to_string(use.kind)) + " " + use.where + (use.sealed ? "" : " without seal");
    case UseKind::config:
        return "[verify] " + use.where;
    case UseKind::bookmark:
        return "uid " + std::to_string(use.uid.value_or(0)) + ": bookmark " + use.where;
    case UseKind::guard:
        break;
    }
    const auto other = use.where.empty() ? std::string("kernel") : use.where + " behind this machine";
    return (use.uid ? "uid " + std::to_string(*use.uid) : other) + ": " + std::to_string(use.packets) +
           (use.packets == 1 ? " request in the clear" : " requests in the clear");
}

Result<std::vector<ServerUse>> uses_of_mounts(std::string_view table, std::string_view origin, UseKind kind)
{
    const auto entries = parse_mount_table(table, origin);
    if (!entries) {
        return fail(entries.error());
    }
    std::vector<ServerUse> uses;
    for (const auto& entry : *entries) {
        if (!entry.is_smb()) {
            continue;
        }
        auto server = server_of(entry);
        if (!server) {
            return fail(Errc::malformed, "'" + printable(entry.source) + "' names no server",
                        std::string(origin) + ":" + std::to_string(entry.line));
        }
        uses.push_back({.server = *std::move(server),
                        .kind = kind,
                        .where = entry.target,
                        .sealed = entry.has_option("seal"),
                        .uid = std::nullopt});
    }
    return uses;
}

std::vector<UsedServer> by_server(const std::vector<ServerUse>& uses)
{
    std::vector<UsedServer> servers;
    for (const auto& use : uses) {
        auto place = std::find_if(servers.begin(), servers.end(),
                                  [&](const UsedServer& used) { return is_same(used.server, use.server); });
        if (place == servers.end()) {
            place = servers.insert(place, UsedServer{use.server, {}});
        } else if (place->server.address.empty()) {
            place->server.address = use.server.address;
        }
        place->uses.push_back(use);
    }
    return servers;
}

std::string_view to_string(Impact impact)
{
    switch (impact) {
    case Impact::works:
        return "works";
    case Impact::works_not_for_libsmbclient:
        return "works_not_for_libsmbclient";
    case Impact::breaks:
        return "breaks";
    case Impact::unknown:
        return "unknown";
    }
    return "unknown";
}

Impact impact_on(const ServerReport& report)
{
    switch (report.verdict) {
    case ServerVerdict::works:
        return report.dfs == false ? Impact::works_not_for_libsmbclient : Impact::works;
    case ServerVerdict::breaks:
        return Impact::breaks;
    case ServerVerdict::unknown:
        break;
    }
    return Impact::unknown;
}

bool needs_new_mount(const UsedServer& used, const ServerReport& report)
{
    return report.verdict == ServerVerdict::works &&
           std::any_of(used.uses.begin(), used.uses.end(),
                       [](const ServerUse& use) { return use.kind == UseKind::mount && !use.sealed; });
}

} // namespace gpseal::agent
