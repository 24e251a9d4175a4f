#include "enforce/guard_exemption.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

namespace gpseal::agent {

namespace {

/// nullopt: not a numeric address. An IPv4-mapped one is IPv4 on the wire.
std::optional<GuardExemption> canonical_address(const std::string& text)
{
    std::array<char, INET6_ADDRSTRLEN> printed{};
    in_addr v4{};
    in6_addr v6{};
    if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        return GuardExemption{.address = ::inet_ntop(AF_INET, &v4, printed.data(), printed.size())};
    }
    if (::inet_pton(AF_INET6, text.c_str(), &v6) != 1) {
        return std::nullopt;
    }
    if (IN6_IS_ADDR_V4MAPPED(&v6)) { // NOLINT: the system's own macro
        return GuardExemption{.address = ::inet_ntop(AF_INET, &v6.s6_addr[12], printed.data(), printed.size())};
    }
    return GuardExemption{.address = ::inet_ntop(AF_INET6, &v6, printed.data(), printed.size()), .ipv6 = true};
}

} // namespace

std::int64_t epoch_seconds(std::chrono::system_clock::time_point time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

Result<std::vector<GuardExemption>> canonical_exemptions(std::span<const Exemption> exemptions,
                                                         std::chrono::system_clock::time_point now)
{
    if (exemptions.size() > max_guard_exemptions) {
        return fail(Errc::limit_exceeded, "more than " + std::to_string(max_guard_exemptions) + " guard exemptions");
    }
    std::vector<GuardExemption> all;
    for (const auto& exemption : exemptions) {
        auto canonical = canonical_address(exemption.address);
        if (!canonical || exemption.address.find('\0') != std::string::npos || exemption.port == 0) {
            return fail(Errc::usage, "a guard exemption needs a numeric address and a port", exemption.address);
        }
        canonical->port = exemption.port;
        canonical->until = epoch_seconds(exemption.until);
        if (canonical->until > epoch_seconds(now)) {
            all.push_back(*std::move(canonical));
        }
    }
    // the latest end first among equals, so that unique keeps it
    std::ranges::sort(all, [](const GuardExemption& a, const GuardExemption& b) {
        return std::tie(a.ipv6, a.address, a.port, b.until) < std::tie(b.ipv6, b.address, b.port, a.until);
    });
    const auto same_server = [](const GuardExemption& a, const GuardExemption& b) {
        return a.address == b.address && a.port == b.port;
    };
    all.erase(std::unique(all.begin(), all.end(), same_server), all.end());
    std::ranges::sort(all);
    return all;
}

} // namespace gpseal::agent
