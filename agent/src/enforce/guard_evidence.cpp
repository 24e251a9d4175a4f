#include "enforce/guard_evidence.hpp"

#include "service/sha256.hpp"

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

std::optional<GuardEvidence> read_guard_evidence()
{
    const auto listing = list_guard_table();
    const auto counters = read_guard_counters();
    if (!listing || !*listing || !counters) {
        return std::nullopt;
    }
    auto evidence = evidence_of(*counters);
    const auto mode = listed_mode(**listing);
    evidence.mode = mode ? std::string(to_string(*mode)) : "unknown";
    evidence.listing_sha256 = sha256_hex(**listing);
    return evidence;
}

} // namespace gpseal::agent
