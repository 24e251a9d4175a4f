// Input: journal.jsonl.
// Oracle: no line is lost without being counted; what was read is written and read again as the same; a line of ours
// behind anything, on a line of its own, is always found.

#include "fuzz_demand.hpp"
#include "service/journal_entry.hpp"

#include <algorithm>

using namespace gpseal;
using namespace gpseal::agent;
using gpseal::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto read = parse_journal(text);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    demand(read.entries.size() + read.unreadable <= lines, "a line is one change at most");
    for (const auto& entry : read.entries) {
        const auto again = parse_journal(line_of(entry) + (entry.not_made ? not_made_line(entry) : ""));
        demand(again.entries.size() == 1 && again.unreadable == 0, "what was read can be written");
        auto expected = entry;
        expected.diff = again.entries.front().diff; // a long one is cut
        demand(again.entries.front() == expected, "and is the same");
        demand(entry.diff.starts_with(again.entries.front().diff.substr(0, 1000)), "but for a cut");
    }
    JournalEntry ours;
    ours.at = parse_time("2026-11-23T00:00:00Z").value();
    ours.target = "x";
    const auto more = parse_journal(text + "\n" + line_of(ours));
    demand(more.entries.size() == read.entries.size() + 1 && more.entries.back().target == "x", "nothing hides a line");
    return 0;
}
