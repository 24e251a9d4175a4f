#include "doctor_controllers.hpp"

#include "collect/controller_session.hpp"
#include "collect/machine_ticket.hpp"

#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace gpseal::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t kerberos_port = 88;
constexpr std::uint16_t ldap_port = 389;
/// Then no further domain controller is begun with; one takes less than half a minute, whatever it does.
constexpr std::chrono::seconds enough{30};

/// This computer as it asks; without a keytab that this user may read, nobody.
struct Asker {
    std::unique_ptr<agent::KerberosSession> kerberos;
    std::optional<agent::MachineIdentity> identity;
    std::string why_not; ///< it cannot ask for tickets
};

Asker asker_of(const agent::RootedPaths& paths)
{
    const auto identity = agent::machine_identity(paths);
    if (!identity) {
        return {.kerberos = nullptr, .identity = {}, .why_not = "this machine's keytab was not read"};
    }
    auto kerberos = agent::KerberosSession::begin(paths);
    if (!kerberos) {
        return {.kerberos = nullptr, .identity = {}, .why_not = describe(kerberos.error())};
    }
    return {.kerberos = *std::move(kerberos), .identity = *identity, .why_not = {}};
}

DoctorCheck closed(std::string id, const std::string& host, std::uint16_t port, const Error& error)
{
    return {.id = std::move(id),
            .state = CheckState::problem,
            .found = describe(error),
            .fix = "let this machine reach port " + std::to_string(port) + "/tcp of " + host +
                   ", and see that the service runs there"};
}

DoctorCheck half_known(std::string id, const std::string& host, std::uint16_t port, const std::string& why)
{
    return {.id = std::move(id),
            .state = CheckState::unknown,
            .found = host + " answers on port " + std::to_string(port) + "/tcp, more is not known: " + why};
}

DoctorCheck check_kerberos(const Asker& asker, const std::string& domain, const std::string& host)
{
    const auto address = agent::reach_controller(host, kerberos_port);
    if (!address) {
        return closed("kerberos", host, kerberos_port, address.error());
    }
    if (!asker.identity) {
        return half_known("kerberos", host, kerberos_port, asker.why_not);
    }
    const auto tickets =
        agent::log_in_at(*asker.kerberos, *asker.identity, domain, {.host = host, .address = *address});
    if (tickets) {
        return {.id = "kerberos", .found = host + " gives " + asker.identity->principal() + " a ticket"};
    }
    auto fix = kerberos_remedy(tickets.error().message);
    if (fix.empty()) {
        fix = "KRB5_TRACE=/dev/stderr kinit -k '" + asker.identity->principal() + "' # shows where it stops";
    }
    return {.id = "kerberos", .state = CheckState::problem, .found = describe(tickets.error()), .fix = std::move(fix)};
}

DoctorCheck check_ldap(const Asker& asker, const std::string& domain, const std::string& host, bool has_ticket)
{
    if (const auto address = agent::reach_controller(host, ldap_port); !address) {
        return closed("ldap", host, ldap_port, address.error());
    }
    if (!asker.identity || !has_ticket) {
        return half_known("ldap", host, ldap_port, asker.identity ? "a session needs the ticket" : asker.why_not);
    }
    const auto session = agent::open_directory(*asker.identity, domain, {.port = ldap_port, .host = host});
    if (!session) {
        return {.id = "ldap",
                .state = CheckState::problem,
                .found = describe(session.error()),
                .fix = "see that " + host + " allows sealed LDAP with Kerberos, and that nothing on the way to port " +
                       std::to_string(ldap_port) + "/tcp changes what is sent"};
    }
    return {.id = "ldap",
            .found = host + " answers in a sealed session" +
                     (session->reply.client_site.empty() ? "" : ", site " + session->reply.client_site)};
}

DoctorCheck too_late(std::string id, const std::string& host)
{
    return {.id = std::move(id),
            .state = CheckState::unknown,
            .found = host + " was not asked: the others took " + std::to_string(enough.count()) + " s"};
}

} // namespace

Checks check_logon(const agent::RootedPaths& paths, const std::string& domain, const std::vector<std::string>& hosts)
{
    const auto asker = asker_of(paths);
    const auto end = Clock::now() + enough;
    Checks kerberos;
    Checks ldap;
    for (const auto& host : hosts) {
        if (Clock::now() >= end) {
            kerberos.push_back(too_late("kerberos", host));
            ldap.push_back(too_late("ldap", host));
            continue;
        }
        kerberos.push_back(check_kerberos(asker, domain, host));
        ldap.push_back(check_ldap(asker, domain, host, kerberos.back().state == CheckState::ok));
    }
    std::move(ldap.begin(), ldap.end(), std::back_inserter(kerberos));
    return kerberos;
}

std::string kerberos_remedy(std::string_view words)
{
    const auto has = [words](std::string_view part) { return words.find(part) != std::string_view::npos; };
    if (has("credentials have been revoked")) {
        return "this computer's account is disabled or locked in the domain: enable it there, then gpseal refresh";
    }
    if (has("Preauthentication failed") || has("Decrypt integrity check failed")) {
        return "the keytab holds an old password of this computer: net ads keytab create -P, or join the domain again "
               "(net ads join), then gpseal refresh";
    }
    if (has("not found in Kerberos database")) {
        return "the domain does not know this computer: join it again (net ads join -U Administrator), then gpseal "
               "refresh";
    }
    if (has("is no domain controller of")) {
        return "if it is one of Samba's, run samba_spnupdate on it; if not, somebody poses as one: find out who put it "
               "into DNS";
    }
    if (has("Clock skew too great")) {
        return "timedatectl set-ntp true (or chronyc makestep), then gpseal refresh";
    }
    return {};
}

} // namespace gpseal::app
