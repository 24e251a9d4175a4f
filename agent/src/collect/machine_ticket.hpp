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

    /// From the keytab: an account that ends in "$", of the default realm when the configuration names one.
    /// Errc::not_found: this machine has not joined a domain.
    [[nodiscard]] Result<MachineIdentity> identity() const;

    /// Gets a fresh ticket by the keytab's key, asking the key distribution centre on `kdc_host`.
    [[nodiscard]] Result<void> log_in(const MachineIdentity& identity, const std::string& kdc_host);

    /// Tells the library where another domain's tickets come from: for `host`, a domain controller there. Its tickets
    /// are got with the own one, as far as the own domain trusts the other.
    [[nodiscard]] Result<void> reach(const std::string& domain, const std::string& host);

    [[nodiscard]] std::string cache_name() const;  ///< "FILE:…", for a child's command line
    [[nodiscard]] std::string config_name() const; ///< KRB5_CONFIG, for a child's environment

private:
    explicit KerberosSession(const RootedPaths& paths);
    Result<void> write_config();
    void set(const char* name, const std::string& value);

    std::filesystem::path own_config_;
    std::filesystem::path cache_;
    std::string config_list_;
    std::map<std::string, std::string> kdcs_;                                ///< by realm
    std::string keytab_;                                                     ///< empty: the library's default
    std::vector<std::pair<const char*, std::optional<std::string>>> before_; ///< what the environment was
};

} // namespace gpseal::agent
