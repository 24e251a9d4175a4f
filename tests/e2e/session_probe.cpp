// Runs one session test and prints its verdict on one line, for verify_matrix.sh:
//
//   session_probe METHOD TARGET HELPER     user and password from GPSEAL_TEST_USER and GPSEAL_TEST_PASSWORD
//
// prints: verdict, dialect, cipher, "signed" or "unsigned", error; "-" for what is empty, tabs between.

#include "enforce/guard_table.hpp"
#include "probe/real_probe.hpp"

#include <cstdlib>
#include <iostream>
#include <string>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

std::string or_dash(std::string_view text)
{
    return text.empty() ? "-" : std::string(text);
}

std::string from_environment(const char* name)
{
    const auto* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> words(argv, argv + argc);
    if (words.size() != 4) {
        std::cerr << "usage: session_probe smbclient|libsmbclient TARGET HELPER\n";
        return 2;
    }
    const auto target = parse_probe_target(words[2]);
    if (!target) {
        std::cerr << describe(target.error()) << '\n';
        return 2;
    }
    const auto method = words[1] == "smbclient" ? ProbeMethod::smbclient : ProbeMethod::libsmbclient;
    SessionTestSettings settings{.limits = {.helper = words[3]}, .guard_refusals = look_at_guard_refusals};
    RealConnectionProbe probe([] { return CanaryResult{}; }, settings);
    const auto state = probe.connect(
        *target, method,
        {.user = from_environment("GPSEAL_TEST_USER"), .password = from_environment("GPSEAL_TEST_PASSWORD")});
    std::cout << to_string(state.verdict) << '\t' << or_dash(state.dialect) << '\t' << or_dash(state.cipher) << '\t'
              << (state.is_signed ? "signed" : "unsigned") << '\t' << or_dash(state.error) << '\n';
    return 0;
}
