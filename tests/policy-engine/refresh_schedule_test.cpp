#include "pol_builder.hpp"

#include <gpseal/policy/refresh_schedule.hpp>

#include <doctest/doctest.h>

using namespace gpseal;
using namespace gpseal::policy;
using namespace gpseal::tests;
using namespace std::chrono_literals;

namespace {

constexpr const char* key = R"(software\policies\Microsoft\Windows\system)";

PolBuilder builder(std::uint32_t interval, std::uint32_t offset)
{
    return PolBuilder()
        .dword(key, "GroupPolicyRefreshTime", interval)
        .dword(key, "GroupPolicyRefreshTimeOffset", offset);
}

} // namespace

TEST_CASE("refresh schedule: said by a GPO")
{
    CHECK(refresh_schedule_of(one_gpo(builder(15, 0))) == RefreshSchedule{15min, 0min});
    CHECK(refresh_schedule_of(one_gpo(builder(0, 1440))) == RefreshSchedule{0min, 1440min});
}

TEST_CASE("refresh schedule: silence and numbers beyond the range say nothing")
{
    CHECK(refresh_schedule_of({}) == RefreshSchedule{});
    CHECK(refresh_schedule_of(one_gpo(builder(64801, 1441))) == RefreshSchedule{});
    CHECK(refresh_schedule_of(one_gpo(PolBuilder().sz(key, "GroupPolicyRefreshTime", "15"))) == RefreshSchedule{});
}

TEST_CASE("refresh schedule: the GPO with the highest precedence wins")
{
    auto gpos = one_gpo(builder(15, 5));
    gpos.push_back(make_gpo("later", PolBuilder().dword(key, "GroupPolicyRefreshTime", 30)));
    CHECK(refresh_schedule_of(gpos) == RefreshSchedule{30min, 5min});
}
