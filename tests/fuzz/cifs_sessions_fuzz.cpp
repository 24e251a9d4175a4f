// Input: /proc/fs/cifs/DebugData.
// Oracle: every share that is told stands in the text, in the order of its lines and not as marked unless the word is
// there; a mount of it is never judged sealed by must-seal alone when its server cannot encrypt.

#include "enforce/mount_verdict.hpp"
#include "fuzz_demand.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>

using namespace gpseal::agent;
using gpseal::fuzz::demand;

namespace {

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto servers = parse_cifs_sessions(text, "fuzz");
    if (!servers) {
        return 0;
    }
    const bool marks = lowered(text).find("encrypted") != std::string::npos;
    std::size_t line = 0;
    std::size_t shares = 0;
    for (const auto& server : *servers) {
        for (const auto& session : server.sessions) {
            demand(!session.encrypts || marks, "a session is marked without the word");
            for (const auto& tree : session.trees) {
                demand(text.find(tree.name) != std::string::npos, "a share is told that is not there");
                demand(tree.line > line, "shares are in order");
                demand(!tree.marked || marks, "a share is marked without the word");
                line = tree.line;
                shares += tree.is_ipc ? 0 : 1;
            }
        }
    }
    const auto rows = judge_mounts({.mounts = {}, .servers = *servers, .flags = 0x400c5});
    demand(rows.size() == shares, "every share without a mount is a row");
    if (!marks) {
        const auto plain = judge_mounts({.mounts = {}, .servers = *servers, .flags = 0xc5});
        demand(std::none_of(plain.begin(), plain.end(),
                            [](const MountVerdict& row) { return row.verdict == SealVerdict::sealed; }),
               "nothing asks for encryption, and something is sealed");
    }
    return 0;
}
