#pragma once

#include "collect/sysvol.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace gpseal::agent {

/// The smbclient program as a child: one connection for all files, Kerberos and nothing else, signed, and encrypted
/// when that is required (libsmbclient would read on in the clear). smb.conf has no say in it. What the wire showed is
/// looked at as well, where this process may.
class SmbclientSysvol : public Sysvol {
public:
    struct Settings {
        std::string server;                              ///< DNS name: the ticket is for that name
        std::string address;                             ///< numeric: where it is
        std::string ticket_cache;                        ///< "FILE:…"
        std::string kerberos_config;                     ///< KRB5_CONFIG
        bool encryption_required = false;                ///< else tried first, and done without when that fails
        std::chrono::milliseconds silence{7000};         ///< of smbclient, which talks of each file
        std::chrono::milliseconds deadline{15000};       ///< of all reads together, and ...
        std::chrono::milliseconds per_file{250};         ///< ... this for each file of the first
        std::size_t byte_limit = std::size_t{32} << 20U; ///< of all files together
        std::string program = "smbclient";               ///< a test's stand-in: a path
    };

    explicit SmbclientSysvol(Settings settings) : settings_(std::move(settings)) {}
    [[nodiscard]] SysvolAnswer read(const std::vector<std::string>& paths) override;

private:
    [[nodiscard]] SysvolAnswer read_all(const std::vector<std::string>& paths, const char* protection);
    void read_some(const std::vector<std::string>& paths, const char* protection, SysvolAnswer& answer);
    void read_without_largest(const std::vector<std::string>& paths, std::size_t largest, const Error& why,
                              const char* protection, SysvolAnswer& answer);

    Settings settings_;
    std::size_t left_out_ = 0; ///< files that were too large: each costs one more call
    std::optional<std::chrono::steady_clock::time_point> end_;
};

} // namespace gpseal::agent
