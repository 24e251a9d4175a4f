#include "collect/controller_session.hpp"

#include "probe/server_address.hpp"
#include "service/bounded_task.hpp"

#include <gpseal/base/utf.hpp>

#include <utility>

namespace gpseal::agent {

namespace {

constexpr std::chrono::seconds connect_deadline{3};
constexpr std::size_t small_answer = std::size_t{64} << 10U;
constexpr char good = '+'; ///< the first byte of a step's answer; else the rest says why not
constexpr char bad = '-';

/// Runs a step in a process of its own: neither the resolver nor Kerberos has a deadline that holds. `late` is what it
/// means when the time is up.
template <typename Step>
Result<std::string> step(const std::string& host, const char* late, std::chrono::seconds patience, Step work)
{
    const auto text = [&work] {
        const Result<std::string> got = work();
        return got ? good + *got : bad + got.error().message;
    };
    auto answer = run_bounded(text, {patience, small_answer});
    if (!answer) {
        return fail(answer.error().code, late + (": " + answer.error().message), host);
    }
    if (!answer->starts_with(good)) {
        return fail(Errc::permission, answer->substr(1), host);
    }
    return answer->substr(1);
}

Result<std::string> get_tickets(const KerberosSession& kerberos, const MachineIdentity* own, const std::string& host,
                                const std::string& domain)
{
    if (own != nullptr) {
        if (auto ticket = kerberos.log_in(*own); !ticket) {
            return fail(ticket.error());
        }
    }
    auto ticket = kerberos.get_directory_ticket(host, domain);
    return ticket ? Result<std::string>(std::string()) : fail(ticket.error());
}

} // namespace

Result<std::string> reach_controller(const std::string& host, std::uint16_t port)
{
    const auto find = [&]() -> Result<std::string> {
        const auto addresses = resolve_server(host, port);
        if (!addresses) {
            return fail(addresses.error());
        }
        const auto reached = try_connect(*addresses, connect_deadline);
        if (!reached) {
            return fail(reached.error().code,
                        "port " + std::to_string(port) + "/tcp cannot be reached: " + reached.error().message);
        }
        return numeric_address(*reached);
    };
    return step(host, "its address was not found", ControllerPatience{}.reach, find);
}

Result<void> log_in_at(KerberosSession& kerberos, const MachineIdentity& identity, const std::string& domain,
                       const KerberosSession::Kdc& kdc)
{
    if (auto told = kerberos.reach(domain, kdc); !told) {
        return fail(told.error());
    }
    const auto* own = equals_icase(domain, identity.domain()) ? &identity : nullptr;
    const auto tickets =
        step(kdc.host, "its Kerberos service on port 88/tcp gave no ticket", ControllerPatience{}.ticket,
             [&] { return get_tickets(kerberos, own, kdc.host, domain); });
    return tickets ? Result<void>() : fail(tickets.error());
}

Result<ControllerSession> open_directory(const MachineIdentity& identity, const std::string& domain,
                                         const SrvRecord& controller)
{
    ControllerSession session{.host = controller.host, .address = {}, .directory = nullptr, .reply = {}};
    auto directory = LdapDirectory::connect(controller.host, controller.port, {});
    if (!directory) {
        return fail(directory.error());
    }
    session.directory = *std::move(directory);
    if (auto bound = session.directory->bind(); !bound) {
        return fail(bound.error());
    }
    // asked within the sealed session: the site decides which GPOs apply
    auto reply = session.directory->ping(domain, identity.host());
    if (!reply) {
        return fail(reply.error());
    }
    session.reply = *std::move(reply);
    return session;
}

Result<ControllerSession> open_controller(KerberosSession& kerberos, const MachineIdentity& identity,
                                          const std::string& domain, const SrvRecord& controller)
{
    const auto address = reach_controller(controller.host, controller.port);
    if (!address) {
        return fail(address.error());
    }
    if (auto in = log_in_at(kerberos, identity, domain, {.host = controller.host, .address = *address}); !in) {
        return fail(in.error());
    }
    auto session = open_directory(identity, domain, controller);
    if (session) {
        session->address = *address;
    }
    return session;
}

} // namespace gpseal::agent
