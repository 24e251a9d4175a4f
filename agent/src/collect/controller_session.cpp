#include "collect/controller_session.hpp"

#include "probe/server_address.hpp"

#include <gpseal/base/utf.hpp>

#include <chrono>

namespace gpseal::agent {

namespace {

constexpr std::chrono::seconds reach_deadline{3};

} // namespace

Result<ControllerSession> open_controller(KerberosSession& kerberos, const MachineIdentity& identity,
                                          const std::string& domain, const SrvRecord& controller)
{
    const auto addresses = resolve_server(controller.host, controller.port);
    if (!addresses) {
        return fail(addresses.error());
    }
    // libkrb5 has no deadline of its own: a dead machine is noticed here
    if (auto reached = try_connect(*addresses, reach_deadline); !reached) {
        return fail(reached.error().code, "cannot be reached: " + reached.error().message, controller.host);
    }
    const bool own = equals_icase(domain, identity.domain());
    auto ticket = own ? kerberos.log_in(identity, controller.host) : kerberos.reach(domain, controller.host);
    if (!ticket) {
        return fail(ticket.error().code, ticket.error().message, controller.host);
    }
    ControllerSession session{.host = controller.host, .directory = nullptr, .reply = {}};
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

} // namespace gpseal::agent
