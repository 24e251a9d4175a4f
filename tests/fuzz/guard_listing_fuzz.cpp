// Input: what `nft list table inet gpseal` prints.
// Oracle: what is left as rules is the text with whole lines taken out, begins and ends as it does, and names no more
// counters, hits and exemptions than lines or commas were taken out; exemptions are in order.

#include "enforce/guard_listing.hpp"
#include "fuzz_demand.hpp"

#include <algorithm>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;
using gpseal::fuzz::demand;

namespace {

std::string_view first_line(std::string_view text)
{
    return text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto parsed = parse_guard_listing(text, std::chrono::system_clock::time_point(std::chrono::hours(500'000)));
    if (!parsed) {
        return 0;
    }
    std::string_view left = parsed->rules;
    std::size_t taken_out = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const auto line = first_line(rest);
        if (left.starts_with(line)) {
            left.remove_prefix(line.size());
        } else {
            taken_out += 1 + static_cast<std::size_t>(std::ranges::count(line, ','));
        }
        rest.remove_prefix(line.size());
    }
    const auto& counters = parsed->counters;
    demand(left.empty(), "rules are the text with lines taken out");
    demand(parsed->rules.ends_with("}\n") && listed_mode(text) == listed_mode(parsed->rules), "the same ends");
    demand(counters.packets.size() + counters.hits.size() + counters.exemptions.size() <= taken_out, "out of nothing");
    demand(std::ranges::is_sorted(counters.exemptions), "in order");
    std::uint64_t sum = 0;
    for (const auto& [reason, count] : counters.packets) {
        sum += count;
    }
    demand(counters.total() == sum, "the sum of all reasons");
    for (const auto& hit : counters.hits) {
        const auto refused = hit.uid ? counters.refused({hit.server}, hit.port, *hit.uid) : 0;
        demand(counters.cuts || refused == 0, "what only counts refuses nothing");
    }
    return 0;
}
