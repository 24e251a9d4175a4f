#include "enforce/guard_ruleset.hpp"

#include "enforce/guard_rules.hpp"
#include "service/sha256.hpp"

#include <algorithm>

namespace gpseal::agent {

namespace {

std::string exemption_set(bool ipv6, std::span<const GuardExemption> exemptions,
                          std::chrono::system_clock::time_point now)
{
    std::string elements;
    for (const auto& exemption : exemptions) {
        const auto left = std::min<std::int64_t>(exemption.until - epoch_seconds(now),
                                                 std::chrono::seconds(max_exemption_timeout).count());
        if (exemption.ipv6 == ipv6 && left > 0) {
            elements += (elements.empty() ? "" : ", ") + exemption.address + " . " + std::to_string(exemption.port) +
                        " timeout " + std::to_string(left) + "s comment \"until " + std::to_string(exemption.until) +
                        "\"";
        }
    }
    const std::string name = ipv6 ? "exempt6 { type ipv6_addr" : "exempt4 { type ipv4_addr";
    return " set " + name + " . inet_service; flags timeout; " +
           (elements.empty() ? "" : "elements = { " + elements + " } ") + "}\n";
}

} // namespace

std::string guard_ruleset(GuardMode mode, std::span<const GuardExemption> exemptions,
                          std::chrono::system_clock::time_point now)
{
    std::string text = "table inet gpseal\ndelete table inet gpseal\n"; // adding first: deleting works either way
    if (mode == GuardMode::off) {
        return text;
    }
    text += "table inet gpseal {\n comment \"" + guard_comment(mode) + "\"\n";
    text += exemption_set(false, exemptions, now) + exemption_set(true, exemptions, now);
    return text + guard_rules(mode) + "}\n";
}

std::string guard_comment(GuardMode mode)
{
    constexpr std::size_t hash_digits = 12;
    return "gpseal " + std::string(to_string(mode)) + " " + sha256_hex(guard_rules(mode)).substr(0, hash_digits);
}

} // namespace gpseal::agent
