#pragma once

#include "enforce/guard_record.hpp"
#include "enforce/guard_ruleset.hpp"
#include "enforce/guard_stack.hpp"
#include "probe/canary.hpp"

#include <gpseal/agent/child_process.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

// What the tests of the guard and of the canary share: a namespace that no gpseal has seen, and words for its states.
namespace gpseal::tests {

using namespace gpseal::agent;
using namespace std::chrono_literals;

inline const std::filesystem::path state = "/var/lib/gpseal";
inline const Loosening by_test{"a test"};

inline std::string nft(std::vector<std::string> arguments, std::string input = {})
{
    arguments.insert(arguments.begin(), "nft");
    const auto result = run_child({.arguments = std::move(arguments), .input = std::move(input)});
    REQUIRE(result);
    REQUIRE_MESSAGE(result->exit_code == 0, result->error);
    return result->output;
}

/// A namespace as no gpseal has seen it.
struct Fresh {
    Fresh()
    {
        REQUIRE(state == "/var/lib/gpseal");
        nft({"flush", "ruleset"});
        std::filesystem::remove_all(state);
    }
};

inline WantedState wanted(GuardMode mode, std::vector<Exemption> exemptions = {})
{
    return {.mandate = policy::EncryptionMandate::required, .guard = mode, .exemptions = std::move(exemptions)};
}

inline Exemption exempt(std::string address, std::chrono::seconds left = 1h)
{
    return {.address = std::move(address), .until = std::chrono::system_clock::now() + left, .reason = "test"};
}

inline const WantedState enforce = wanted(GuardMode::enforce);
inline const WantedState audit = wanted(GuardMode::audit);
inline const WantedState off = wanted(GuardMode::off);
inline const WantedState no_mandate{};

inline ConfiguredState judged(GuardStack& stack, const WantedState& state_wanted)
{
    const auto rows = stack.judge(state_wanted);
    REQUIRE(rows.size() == 1);
    return rows[0];
}

inline std::string table_handle()
{
    const auto text = nft({"-a", "list", "table", "inet", "gpseal"});
    return text.substr(0, text.find('\n'));
}

} // namespace gpseal::tests
