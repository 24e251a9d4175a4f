#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gpseal::agent {

/// What a domain controller says of itself when it is pinged (NETLOGON_SAM_LOGON_RESPONSE_EX, [MS-ADTS] 6.3.1.9).
/// Unauthenticated: a hint where to ask, never a policy.
struct NetlogonReply {
    std::uint32_t flags = 0;
    std::string forest;
    std::string domain;
    std::string host; ///< the domain controller's DNS name
    std::string netbios_domain;
    std::string netbios_host;
    std::string user;
    std::string server_site;
    std::string client_site; ///< empty: the domain controller knows no site for this computer

    bool operator==(const NetlogonReply&) const = default;
};

/// Reads the attribute `Netlogon` of a ping with NtVer 0x16. Names are compressed as in DNS: pointers lead backwards
/// only, and a name has at most 255 bytes.
[[nodiscard]] Result<NetlogonReply> parse_netlogon_reply(std::span<const std::byte> bytes);

} // namespace gpseal::agent
