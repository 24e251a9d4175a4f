#pragma once

#include "collect/controller_session.hpp"
#include "collect/smbclient_sysvol.hpp"

#include <map>
#include <memory>
#include <string>

namespace gpseal::agent {

/// Domains that this computer is no member of, for the GPOs of theirs that are linked here. A session is opened when
/// the first name leads there; each domain is tried once.
class OtherDomains {
public:
    OtherDomains(KerberosSession& kerberos, const MachineIdentity& identity, bool encryption_required)
        : kerberos_(kerberos), identity_(identity), encryption_required_(encryption_required)
    {
    }

    [[nodiscard]] Result<Directory*> directory(const std::string& domain);
    [[nodiscard]] Result<Sysvol*> sysvol(const std::string& domain);

private:
    struct Opened {
        ControllerSession session;
        std::unique_ptr<SmbclientSysvol> sysvol;
    };

    const Result<Opened>& open(const std::string& domain);
    Result<Opened> try_open(const std::string& domain);

    KerberosSession& kerberos_;
    const MachineIdentity& identity_;
    bool encryption_required_;
    std::map<std::string, Result<Opened>> domains_;
};

} // namespace gpseal::agent
