#pragma once

#include "collect/domain_controllers.hpp"

#include <gpseal/agent/file_system.hpp>
#include <gpseal/base/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gpseal::agent {

/// The domain controllers of the domain that this machine has joined.
struct KnownControllers {
    std::string domain;
    std::string policy_source;      ///< whom the kept policy came from; empty: none is kept
    std::vector<std::string> hosts; ///< that one first, then those that DNS names, each once
    std::optional<Error> problem;   ///< not all of them could be learnt
};

/// From what the last run kept, and DNS; without a keytab of this machine, of the domain that the last run read.
/// nullopt: the machine has joined no domain, and nobody was asked anything. Errc::permission: this user cannot tell.
[[nodiscard]] Result<std::optional<KnownControllers>> known_controllers(const RootedPaths& paths,
                                                                        const SrvQuery& query);

} // namespace gpseal::agent
