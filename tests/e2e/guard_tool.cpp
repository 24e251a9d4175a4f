// The guard's functions as a command, for the end-to-end tests that are not C++:
//   guard_tool ruleset enforce|audit|off [ADDRESS PORT SECONDS]…
//   guard_tool canary
#include "enforce/guard_ruleset.hpp"
#include "probe/canary.hpp"

#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <vector>

using namespace gpseal::agent;

namespace {

GuardMode mode_of(std::string_view word)
{
    for (const auto mode : {GuardMode::enforce, GuardMode::audit}) {
        if (word == to_string(mode)) {
            return mode;
        }
    }
    return GuardMode::off;
}

int print_ruleset(std::span<const std::string> words)
{
    const auto now = std::chrono::system_clock::now();
    std::vector<Exemption> exemptions;
    for (std::size_t i = 1; i + 2 < words.size(); i += 3) {
        exemptions.push_back({.address = words[i],
                              .port = static_cast<std::uint16_t>(std::stoi(words[i + 1])),
                              .until = now + std::chrono::seconds(std::stoi(words[i + 2]))});
    }
    const auto canonical = canonical_exemptions(exemptions, now);
    if (!canonical) {
        std::cerr << describe(canonical.error()) << "\n";
        return EXIT_FAILURE;
    }
    std::cout << guard_ruleset(mode_of(words[0]), *canonical, now);
    return EXIT_SUCCESS;
}

} // namespace

int main(int count, char** arguments)
{
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() > 1 && words[0] == "ruleset") {
        return print_ruleset(std::span(words).subspan(1));
    }
    const auto result = run_canary();
    std::cout << (result.refused ? (*result.refused ? "refused" : "arrived") : "inconclusive") << ": " << result.detail
              << "\n";
    return EXIT_SUCCESS;
}
