#pragma once

#include <gpseal/base/result.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// A server that DNS names for a service ([RFC 2782]).
struct SrvRecord {
    std::uint16_t priority = 0;
    std::uint16_t weight = 0;
    std::uint16_t port = 0;
    std::string host;

    bool operator==(const SrvRecord&) const = default;
};

/// The order in which to try them: lower priorities first, within one priority by chance in proportion to the weight.
/// `random` returns a number in [0, bound].
[[nodiscard]] std::vector<SrvRecord> order_srv_records(std::vector<SrvRecord> records,
                                                       const std::function<unsigned(unsigned bound)>& random);

/// A host's or domain's name as the rest of the world writes it: anything else never reaches a command line, a URL, a
/// configuration or DNS.
[[nodiscard]] bool is_host_name(std::string_view name);

/// Asks the system's resolver. Errc::not_found: the name does not exist, or has no such records.
[[nodiscard]] Result<std::vector<SrvRecord>> query_srv(const std::string& name);

} // namespace gpseal::agent
