#pragma once

#include "collect/ldap_directory.hpp"
#include "collect/machine_ticket.hpp"
#include "collect/netlogon_reply.hpp"
#include "collect/srv_record.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace gpseal::agent {

/// A sealed session with one domain controller.
struct ControllerSession {
    std::string host;
    std::string address; ///< numeric: the one that answered
    std::unique_ptr<LdapDirectory> directory;
    NetlogonReply reply; ///< asked within the session
};

/// How long the steps before the directory may take, whatever the other side does. With LdapDirectory::Limits::all and
/// the silence that SmbclientSysvol allows it is less than 30 s in all.
struct ControllerPatience {
    std::chrono::seconds reach{4};
    std::chrono::seconds ticket{6};
};

// What opening one takes, in this order; each is bounded in time, and its error says which service it is about.

/// The numeric address that answers on a TCP port, of those that the name has.
[[nodiscard]] Result<std::string> reach_controller(const std::string& host, std::uint16_t port);

/// Tickets from there: this computer's, and the one for the directory.
[[nodiscard]] Result<void> log_in_at(KerberosSession& kerberos, const MachineIdentity& identity,
                                     const std::string& domain, const KerberosSession::Kdc& kdc);

/// The sealed session, with those tickets.
[[nodiscard]] Result<ControllerSession> open_directory(const MachineIdentity& identity, const std::string& domain,
                                                       const SrvRecord& controller);

/// Opens one, as this computer: with the ticket of its own domain, or, for a domain that it is no member of, with what
/// its own domain controllers vouch for.
[[nodiscard]] Result<ControllerSession> open_controller(KerberosSession& kerberos, const MachineIdentity& identity,
                                                        const std::string& domain, const SrvRecord& controller);

} // namespace gpseal::agent
