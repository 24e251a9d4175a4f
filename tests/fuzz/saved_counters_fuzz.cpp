// Input: guard-counters.jsonl.
// Oracle: an accepted file has each server, port, uid and source once; twice the file has the same rows, none with
// fewer packets.

#include "enforce/saved_counters.hpp"
#include "fuzz_demand.hpp"
#include "service/timestamp.hpp"

#include <set>
#include <tuple>

using namespace gpseal;
using namespace gpseal::agent;
using gpseal::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto now = parse_time("2026-11-23T00:00:00Z").value();
    const std::string text(data, data + size);
    const auto hits = parse_saved_hits(text, "fuzz", now);
    if (!hits) {
        return 0;
    }
    std::set<std::tuple<std::string, std::uint16_t, std::optional<std::uint32_t>, std::string>> seen;
    for (const auto& hit : *hits) {
        demand(!hit.server.empty() && hit.port != 0 && seen.emplace(hit.server, hit.port, hit.uid, hit.source).second,
               "each once");
    }
    const auto twice = parse_saved_hits(text + (text.empty() || text.ends_with('\n') ? "" : "\n") + text, "fuzz", now);
    demand(twice && twice->size() == hits->size(), "the same rows");
    for (std::size_t i = 0; i < hits->size(); ++i) {
        demand((*twice)[i].packets >= (*hits)[i].packets, "none with fewer");
    }
    return 0;
}
