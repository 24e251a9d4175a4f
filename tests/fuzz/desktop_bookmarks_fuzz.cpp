// Input: a GTK bookmarks file.
// Oracle: every bookmark is printable, names a server that reads back from its own form, tells nobody's password, and
// is found again when its address alone is read.

#include "fuzz_demand.hpp"
#include "probe/desktop_bookmarks.hpp"

#include <algorithm>

using namespace gpseal;
using namespace gpseal::agent;
using gpseal::fuzz::demand;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto bookmarks = parse_bookmarks(text);
    demand(bookmarks.size() <= max_bookmarks, "no more than the limit");
    for (const auto& bookmark : bookmarks) {
        demand(std::all_of(bookmark.where.begin(), bookmark.where.end(), [](char c) { return c > ' ' && c <= '~'; }),
               "printable");
        const auto authority = bookmark.where.substr(6, bookmark.where.find_first_of("/?#", 6) - 6);
        demand(authority.find('@') == std::string::npos, "nobody's name");
        const auto server = parse_server(to_string(bookmark.server));
        demand(server && *server == bookmark.server, "a server");
        const auto again = parse_bookmarks(bookmark.where);
        demand(again.size() == 1 && again.front() == bookmark, "the address alone is the same bookmark");
    }
    return 0;
}
