#pragma once

#include <gpseal/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gpseal::agent {

/// One line of auto.master(5).
struct AutofsMount {
    std::size_t line = 0;
    std::string folder; ///< that it serves
    std::string map;    ///< a path, or what we cannot look into: "ldap:…", "yp:…", "-hosts", a name without a path
    bool is_file = false;

    bool operator==(const AutofsMount&) const = default;
};

struct AutofsMaster {
    std::vector<AutofsMount> mounts;
    std::vector<std::string> folders; ///< of `+dir:`: their files that end in .autofs are masters, too

    bool operator==(const AutofsMaster&) const = default;
};

inline constexpr std::size_t max_autofs_mounts = 10000;

/// Lines that are no entry are skipped; Errc::limit_exceeded beyond max_autofs_mounts.
[[nodiscard]] Result<AutofsMaster> parse_autofs_master(std::string_view text, std::string_view origin);

} // namespace gpseal::agent
