#pragma once

#include "probe/server_verdict.hpp"

#include <gpseal/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>

namespace gpseal::agent {

struct ProbeTerms {
    std::chrono::milliseconds timeout{3000}; ///< for one server, look-up of its name and every question included
    std::size_t parallel = 512;              ///< servers asked at once, as far as descriptors allow
    bool details = false;                    ///< ask for every dialect and cipher alone as well
};

/// Called in the caller's thread, in the order in which servers are done; `index` is the server's place in the list.
using ReportSink = std::function<void(std::size_t index, const ServerReport& report)>;

/// Asks every server what it can do, all in one thread. Whatever a server does, its row comes within the time-out. An
/// error means that this machine could not ask at all.
[[nodiscard]] Result<void> probe_servers(std::span<const ServerEndpoint> servers, const ProbeTerms& terms,
                                         const ReportSink& sink);

} // namespace gpseal::agent
