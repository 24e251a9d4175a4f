#include "enforce/guard_ruleset.hpp"
#include "enforce/guard_state.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace gpseal;
using namespace gpseal::agent;

namespace {

constexpr std::chrono::system_clock::time_point now{std::chrono::seconds(1'795'000'000)};

} // namespace

TEST_CASE("guard: one exemption more, less or longer than wanted, and the table is altered")
{
    const GuardExemption one{.address = "192.0.2.1", .ipv6 = false, .port = 445, .until = 1'795'003'600};
    const WantedGuard wanted{.mode = GuardMode::enforce, .exemptions = {one}, .now = now};
    FoundGuard found{.present = true, .recorded = true, .intact = true, .mode = GuardMode::enforce};
    found.comment = guard_comment(GuardMode::enforce);
    const auto with = [&](std::vector<GuardExemption> exemptions) {
        found.counters.exemptions = std::move(exemptions);
        CHECK(as_wanted(wanted, found) == (found_word(wanted, found) == "enforce"));
        return as_wanted(wanted, found);
    };
    auto longer = one;
    longer.until += 3600;
    auto elsewhere = one;
    elsewhere.port = 139;
    auto over = one;
    over.until = 1'795'000'001; // about to end: the kernel's clock may be a moment ahead
    over.address = "192.0.2.7";
    CHECK(with({one}));
    CHECK(with({one, over}));
    CHECK_FALSE(with({}));
    CHECK_FALSE(with({longer}));
    CHECK_FALSE(with({elsewhere}));
    CHECK_FALSE(with({one, longer}));
    found.intact = false;
    CHECK_FALSE(with({one}));
}
