#include "enforce/guard_evidence.hpp"

#include <algorithm>
#include <tuple>

namespace gpseal::agent {

GuardEvidence evidence_of(const GuardCounters& counters)
{
    GuardEvidence evidence{.packets = counters.packets};
    for (const auto& hit : counters.hits) {
        if (hit.server != "127.0.0.1" && hit.server != "::1") { // the canary's own
            evidence.requests.push_back({hit.server, hit.port, hit.uid, hit.source, hit.packets});
        }
    }
    std::sort(evidence.requests.begin(), evidence.requests.end(), [](const auto& a, const auto& b) {
        return std::tie(b.packets, a.server, a.port, a.uid, a.source) <
               std::tie(a.packets, b.server, b.port, b.uid, b.source);
    });
    evidence.requests.resize(std::min(evidence.requests.size(), max_reported_requests));
    return evidence;
}

} // namespace gpseal::agent
