#pragma once

#include "collect/directory.hpp"
#include "collect/netlogon_reply.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

struct ldap;

namespace gpseal::agent {

/// A connection to one domain controller by OpenLDAP. Never follows a referral. One that is used at a time:
/// SocketDeadline.
class LdapDirectory : public Directory {
public:
    struct Limits {
        std::chrono::seconds connect{3}; ///< to reach it
        std::chrono::seconds all{12};    ///< for all that it is asked: binds and searches together
    };

    /// `host` is a DNS name: the ticket is for that name.
    [[nodiscard]] static Result<std::unique_ptr<LdapDirectory>> connect(const std::string& host, std::uint16_t port,
                                                                        const Limits& limits);
    ~LdapDirectory() override;

    /// Before the bind: asks who answers here, and in which site this computer is.
    [[nodiscard]] Result<NetlogonReply> ping(const std::string& domain, const std::string& computer);

    /// SASL GSSAPI with the ticket of KRB5CCNAME, signed and sealed: anything less is refused, and looked at
    /// afterwards.
    [[nodiscard]] Result<void> bind();

    [[nodiscard]] std::vector<DirectoryAnswer> search(const std::vector<DirectorySearch>& searches) override;

private:
    LdapDirectory(ldap* connection, std::string host, const Limits& limits);
    [[nodiscard]] int socket() const;
    [[nodiscard]] Error overdue() const;
    [[nodiscard]] std::vector<DirectoryAnswer> send_and_receive(const std::vector<DirectorySearch>& searches);
    [[nodiscard]] Result<int> send(const DirectorySearch& search);
    [[nodiscard]] DirectoryAnswer receive(int id, const std::string& base);
    [[nodiscard]] Error error_of(int code, const std::string& what) const;

    ldap* connection_;
    std::string host_;
    std::chrono::milliseconds left_; ///< of limits.all
};

} // namespace gpseal::agent
