#pragma once

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gpseal::agent {

/// Who this machine is in its domain.
struct MachineIdentity {
    std::string account; ///< "CL1$"
    std::string realm;   ///< "CORP.EXAMPLE"

    [[nodiscard]] std::string principal() const { return account + "@" + realm; }
    [[nodiscard]] std::string host() const { return account.substr(0, account.size() - 1); } ///< "CL1"
    [[nodiscard]] std::string domain() const;                                                ///< "corp.example"

    bool operator==(const MachineIdentity&) const = default;
};

/// From this machine's keytab (under --root: the one there), without a session and without asking anybody.
/// Errc::not_found: it has not joined a domain; Errc::refused: the keytab is another computer's; Errc::permission: this
/// user may not read the keytab.
[[nodiscard]] Result<MachineIdentity> machine_identity(const RootedPaths& paths);

/// This process's Kerberos settings while it talks to the domain: the machine's own, but for what would let DNS choose
/// whom we speak to, and a private ticket cache. Changes the environment of the process (KRB5_CONFIG, KRB5CCNAME),
/// which is the only way to reach the library behind SASL; no other thread may read the environment meanwhile. Takes
/// everything back, tickets included, when it goes.
class KerberosSession {
public:
    /// Files in paths.run(), readable by nobody else.
    [[nodiscard]] static Result<std::unique_ptr<KerberosSession>> begin(const RootedPaths& paths);

    KerberosSession(const KerberosSession&) = delete;
    KerberosSession& operator=(const KerberosSession&) = delete;
    ~KerberosSession();

    /// From the keytab: an account that ends in "$", of the default realm when the configuration names one, and of this
    /// machine's name. Errc::not_found: this machine has not joined a domain; Errc::refused: see choose_machine().
    [[nodiscard]] Result<MachineIdentity> identity() const;

    /// A domain controller: its name, which tickets are for, and a numeric address.
    struct Kdc {
        std::string host;
        std::string address;
    };

    /// Tells the library where a domain's tickets come from: from `kdc` and nobody else.
    [[nodiscard]] Result<void> reach(const std::string& domain, const Kdc& kdc);

    /// Gets a fresh ticket by the keytab's key. May take as long as the domain controller likes.
    [[nodiscard]] Result<void> log_in(const MachineIdentity& identity) const;

    /// Gets the ticket for the directory on `host`, with the own one; one of another domain is given as far as the own
    /// domain trusts it. Asked for here, so that the bind finds it in the cache, and by a name that only a domain
    /// controller of `domain` can have: every computer may have ldap/ITS-NAME, and DNS is anybody's word.
    /// Errc::refused: there is no such name. Takes as long as above.
    [[nodiscard]] Result<void> get_directory_ticket(const std::string& host, const std::string& domain) const;

    [[nodiscard]] std::string cache_name() const;  ///< "FILE:…", for a child's command line
    [[nodiscard]] std::string config_name() const; ///< KRB5_CONFIG, for a child's environment

private:
    explicit KerberosSession(const RootedPaths& paths);
    Result<void> write_config();
    void set(const char* name, const std::string& value);

    std::filesystem::path own_config_;
    std::filesystem::path cache_;
    std::string config_list_;
    std::map<std::string, Kdc> kdcs_;                                        ///< by realm
    std::string keytab_;                                                     ///< empty: the library's default
    std::vector<std::string> names_;                                         ///< of this machine
    std::vector<std::pair<const char*, std::optional<std::string>>> before_; ///< what the environment was
};

} // namespace gpseal::agent
