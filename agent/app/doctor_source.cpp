#include "collect/known_controllers.hpp"
#include "collect/machine_ticket.hpp"
#include "doctor_check.hpp"
#include "doctor_controllers.hpp"
#include "probe/probe_loop.hpp"
#include "service/timestamp.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace gpseal::app {

namespace {

using agent::ServerReport;
using agent::ServerVerdict;
using std::chrono::system_clock;

/// Kerberos' own limit is 5 minutes; warning comes before it.
constexpr std::chrono::seconds bearable_skew{240};

DoctorCheck unasked(std::string id)
{
    return {.id = std::move(id), .state = CheckState::unknown, .found = "not asked (--offline)"};
}

DoctorCheck waiting(std::string id, std::string_view what)
{
    return {.id = std::move(id), .state = CheckState::unknown, .found = "not asked: " + std::string(what)};
}

Checks check_folders(const Invocation& call, const agent::AgentConfig& config)
{
    Checks checks;
    for (const auto& each : config.files.value) {
        const auto folder = call.globals.paths.under(each.string());
        std::error_code error;
        if (std::filesystem::is_directory(folder, error)) {
            checks.push_back({.id = "source", .found = "GPO folder " + folder.string()});
        } else {
            checks.push_back({.id = "source",
                              .state = CheckState::problem,
                              .found = folder.string() + " of " + config.files.origin + " is no folder",
                              .fix = "gpseal refresh --dry-run --gpo DIR, then write DIR at " + config.files.origin});
        }
    }
    return checks;
}

DoctorCheck check_keytab(const Result<agent::MachineIdentity>& identity)
{
    if (identity) {
        return {.id = "keytab", .found = identity->principal()};
    }
    if (identity.error().code == Errc::permission) {
        return {.id = "keytab", .state = CheckState::unknown, .found = describe(identity.error())};
    }
    return {.id = "keytab",
            .state = CheckState::problem,
            .found = describe(identity.error()),
            .fix = "net ads join -U Administrator && net ads keytab create -P # or source = none in gpseal.conf"};
}

DoctorCheck check_dns(const agent::KnownControllers& known)
{
    if (known.problem) {
        return {.id = "dns",
                .state = CheckState::problem,
                .found = describe(*known.problem),
                .fix =
                    "dig SRV _ldap._tcp.dc._msdcs." + known.domain + "; /etc/resolv.conf has to name the domain's DNS"};
    }
    return {.id = "dns",
            .found = std::to_string(known.hosts.size()) +
                     (known.hosts.size() == 1 ? " domain controller of " : " domain controllers of ") + known.domain};
}

DoctorCheck check_controller(const ServerReport& report)
{
    const auto& host = report.server.name;
    switch (report.verdict) {
    case ServerVerdict::works:
        return {.id = "controller", .found = host + " encrypts (" + report.dialect + " " + report.cipher + ")"};
    case ServerVerdict::breaks:
        return {.id = "controller",
                .state = CheckState::problem,
                .found = host + " cannot encrypt, so SYSVOL is out of reach under the mandate: " + report.error,
                .fix = "gpseal release --until 1d --reason 'the domain controller is updated', and update it"};
    case ServerVerdict::unknown:
        break;
    }
    return {.id = "controller",
            .state = CheckState::problem,
            .found = host + ": " + report.error,
            .fix = "gpseal probe " + host + "; port 445/tcp must be open from here"};
}

std::vector<ServerReport> ask(const std::vector<std::string>& hosts)
{
    std::vector<agent::ServerEndpoint> servers;
    std::transform(hosts.begin(), hosts.end(), std::back_inserter(servers),
                   [](const std::string& host) { return agent::ServerEndpoint{.name = host}; });
    std::vector<ServerReport> reports(hosts.size());
    const auto asked = agent::probe_servers(
        servers, {}, [&](std::size_t index, const ServerReport& report) { reports[index] = report; });
    for (std::size_t i = 0; !asked && i < hosts.size(); ++i) {
        reports[i] = {.server = servers[i], .error = describe(asked.error())};
    }
    return reports;
}

/// By the time that domain controllers tell when they are asked; the first that does counts.
DoctorCheck check_clock(const std::vector<ServerReport>& reports)
{
    for (const auto& report : reports) {
        if (!report.clock) {
            continue;
        }
        const auto skew = std::chrono::duration_cast<std::chrono::seconds>(system_clock::now() - *report.clock);
        const auto size = skew < std::chrono::seconds(0) ? -skew : skew;
        if (size > bearable_skew) {
            return {.id = "clock",
                    .state = CheckState::problem,
                    .found = "it is " + agent::format_age(size) + (skew.count() > 0 ? " before " : " behind ") +
                             report.server.name + ": Kerberos bears 5 minutes",
                    .fix = "timedatectl set-ntp true (or chronyc makestep)"};
        }
        return {.id = "clock", .found = "within " + agent::format_age(size) + " of " + report.server.name};
    }
    return waiting("clock", "no domain controller told the time");
}

Checks ask_domain(const Invocation& call)
{
    const auto known = agent::known_controllers(call.globals.paths, agent::query_srv);
    if (!known || !*known) {
        return {waiting("dns", "the keytab does not tell the domain"), waiting("kerberos", "no domain is known"),
                waiting("ldap", "no domain is known"), waiting("controller", "no domain is known"),
                waiting("clock", "no domain controller is known")};
    }
    Checks checks = {check_dns(**known)};
    auto logon = check_logon(call.globals.paths, (*known)->domain, (*known)->hosts);
    std::move(logon.begin(), logon.end(), std::back_inserter(checks));
    const auto reports = ask((*known)->hosts);
    std::transform(reports.begin(), reports.end(), std::back_inserter(checks), check_controller);
    if (reports.empty()) {
        for (const auto* id : {"kerberos", "ldap", "controller"}) {
            checks.push_back(waiting(id, "DNS names no domain controller"));
        }
    }
    checks.push_back(check_clock(reports));
    return checks;
}

} // namespace

Checks check_source(const Invocation& call, const agent::AgentConfig& config, AskDomain ask)
{
    switch (config.source.value) {
    case agent::SourceKind::none:
        return {{.id = "source", .found = "none: no GPO is for this machine (" + config.source.origin + ")"}};
    case agent::SourceKind::files:
        return check_folders(call, config);
    case agent::SourceKind::domain:
        break;
    }
    Checks checks = {{.id = "source", .found = "the domain that this machine has joined"},
                     check_keytab(agent::machine_identity(call.globals.paths))};
    auto more = ask == AskDomain::yes ? ask_domain(call)
                                      : Checks{unasked("dns"), unasked("kerberos"), unasked("ldap"),
                                               unasked("controller"), unasked("clock")};
    std::move(more.begin(), more.end(), std::back_inserter(checks));
    return checks;
}

} // namespace gpseal::app
