#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/encryption_mandate.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// What a test connection showed (DESIGN.md sections 1 and 9).
enum class ProbeVerdict {
    encrypted,           ///< data moved, and every request with content was inside TRANSFORM
    refused_as_required, ///< no data moved, and the lack of encryption is why
    plaintext_allowed,   ///< a request with content went out in the clear
    unreachable,         ///< no answer
    inconclusive,        ///< anything else: says why, proves nothing
};

[[nodiscard]] std::string_view to_string(ProbeVerdict verdict);

/// How a connection is tried.
enum class ProbeMethod { smbclient, libsmbclient };

[[nodiscard]] std::string_view to_string(ProbeMethod method);

struct ProbeTarget {
    std::string server; ///< name or address
    std::uint16_t port = 445;
    std::string share;
    std::string path; ///< a file to read; empty: list the share's top folder

    bool operator==(const ProbeTarget&) const = default;
};

/// "//server/share[/path]", "//server:port/share", "smb://…"; backslashes too.
[[nodiscard]] Result<ProbeTarget> parse_probe_target(std::string_view text);

/// Who connects. Never on a command line, never in a log.
struct Credentials {
    bool kerberos = false;
    std::string domain;
    std::string user;
    std::string password;
};

/// One row of a report's `effective`.
struct EffectiveState {
    ProbeTarget target;
    ProbeMethod method = ProbeMethod::smbclient;
    ProbeVerdict verdict = ProbeVerdict::inconclusive;
    std::string dialect; ///< "3.1.1"; empty when not seen
    std::string cipher;  ///< "AES-128-GCM"; empty when nothing was encrypted
    bool is_signed = false;
    bool encrypted = false;
    std::string error; ///< why, in one clause, when the verdict needs a reason
    std::chrono::system_clock::time_point at;
};

/// The guard's own test: no server, no credential.
struct CanaryResult {
    /// true: an SMB2 CREATE in the clear was cut and what must pass arrived; false: it arrived; nullopt: inconclusive.
    std::optional<bool> refused;
    std::string detail; ///< one clause: what arrived, what did not
    std::chrono::system_clock::time_point at;
};

/// What a domain controller said of itself, asked without credentials.
struct ControllerAnswer {
    std::string host;
    bool policy_source = false;   ///< policy was read from it
    std::optional<bool> encrypts; ///< nullopt: it did not tell
    std::string reason;           ///< one clause, unless it encrypts
};

/// What a run needs from the wire.
class ConnectionProbe {
public:
    ConnectionProbe() = default;
    ConnectionProbe(const ConnectionProbe&) = delete;
    ConnectionProbe& operator=(const ConnectionProbe&) = delete;
    virtual ~ConnectionProbe() = default;

    [[nodiscard]] virtual CanaryResult canary() = 0;
    [[nodiscard]] virtual EffectiveState connect(const ProbeTarget& target, ProbeMethod method,
                                                 const Credentials& credentials) = 0;
    /// Whether the domain controllers that policy came from can encrypt.
    [[nodiscard]] virtual std::vector<ControllerAnswer> ask_controllers(const std::vector<std::string>& hosts) = 0;
};

} // namespace gpseal::agent
