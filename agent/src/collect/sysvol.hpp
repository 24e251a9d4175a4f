#pragma once

#include <gpseal/base/result.hpp>
#include <gpseal/policy/domain_snapshot.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

/// How the files came over the wire, as it was seen there.
struct SysvolTransport {
    bool encrypted = false;
    std::string dialect;
    std::string cipher;
    std::string doubt; ///< why `encrypted` is not known to be so; empty when it is
};

struct SysvolAnswer {
    std::vector<policy::FileSnapshot> files; ///< one for each path
    SysvolTransport transport;
    /// Why nothing at all could be read here; another domain controller may do.
    std::optional<Error> unreachable;
};

/// A domain controller's share `sysvol`. Tests give a fake.
class Sysvol {
public:
    Sysvol() = default;
    Sysvol(const Sysvol&) = delete;
    Sysvol& operator=(const Sysvol&) = delete;
    virtual ~Sysvol() = default;

    /// `paths` below the share, with '/': made by us, of letters, digits, blanks and "-._{}" only.
    [[nodiscard]] virtual SysvolAnswer read(const std::vector<std::string>& paths) = 0;
};

} // namespace gpseal::agent
