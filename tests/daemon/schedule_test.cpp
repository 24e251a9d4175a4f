#include "daemon/schedule.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace gpseal;
using namespace gpseal::agent;
using namespace std::chrono_literals;

namespace {

const BootTime boot{100s};

Schedule at_boot(std::uint64_t seed = 1)
{
    return {{}, seed, boot};
}

void look(Schedule& schedule, BootTime at, bool good)
{
    schedule.look_started();
    schedule.look_ended(at, good);
}

void proof(Schedule& schedule, BootTime at, Schedule::Proof result)
{
    schedule.proof_started();
    schedule.proof_ended(at, result);
}

} // namespace

TEST_CASE("schedule: a boot is a look and a proof at once")
{
    const auto schedule = at_boot();
    CHECK(schedule.next_look() == boot);
    CHECK(schedule.next_proof() == boot);
}

TEST_CASE("schedule: the next look is 90 to 120 minutes later, always the same for one machine, spread over many")
{
    std::set<std::int64_t> seen;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        auto schedule = at_boot(seed);
        look(schedule, boot, true);
        const auto wait = schedule.next_look() - boot;
        CHECK(wait >= 90min);
        CHECK(wait <= 120min);
        seen.insert(wait.count());
        look(schedule, boot + 1h, true);
        CHECK(schedule.next_look() - boot == wait + 1h);
    }
    CHECK(seen.size() > 500);
}

TEST_CASE("schedule: what policy says of the interval outranks the configuration")
{
    auto schedule = at_boot();
    schedule.configure({10min, 0min}, boot);
    look(schedule, boot, true);
    CHECK(schedule.next_look() == boot + 10min);
    schedule.policy_says({15min, 0min});
    look(schedule, boot, true);
    CHECK(schedule.next_look() == boot + 15min);
    schedule.policy_says({0min, 0min});
    look(schedule, boot, true);
    CHECK(schedule.next_look() == boot + 7s);
    schedule.policy_says({});
    look(schedule, boot, true);
    CHECK(schedule.next_look() == boot + 10min);
}

TEST_CASE("schedule: looks that fail come soon, then ever later, never beyond the interval")
{
    auto schedule = at_boot();
    auto now = boot;
    std::chrono::nanoseconds before{0};
    for (int i = 0; i < 40; ++i) {
        look(schedule, now, false);
        const auto wait = schedule.next_look() - now;
        CHECK(wait >= 45s);
        CHECK(wait <= 90min * 5 / 4);
        CHECK((i > 6 || wait > before));
        before = wait;
        now = schedule.next_look();
    }
    look(schedule, now, true);
    CHECK(schedule.failures() == 0);
    CHECK(schedule.next_look() >= now + 90min);
}

TEST_CASE("schedule: a network that comes back ends the waiting after a failure, and is no news otherwise")
{
    auto schedule = at_boot();
    look(schedule, boot, true);
    const auto planned = schedule.next_look();
    schedule.network_changed(boot + 1min);
    CHECK(schedule.next_look() == planned);
    look(schedule, boot + 2min, false);
    schedule.network_changed(boot + 2min);
    CHECK(schedule.next_look() == boot + 2min + 3s);
}

TEST_CASE("schedule: whoever asks is served soon; a later reason never delays an earlier one")
{
    auto schedule = at_boot();
    look(schedule, boot, true);
    schedule.asked(boot + 1min);
    CHECK(schedule.next_look() == boot + 1min + 100ms);
    schedule.asked(boot + 1min + 50ms);
    CHECK(schedule.next_look() == boot + 1min + 100ms);
}

TEST_CASE("schedule: drift is looked at within a moment; a proof is due every hour in any case")
{
    auto schedule = at_boot();
    proof(schedule, boot, Schedule::Proof::kept);
    CHECK(schedule.next_proof() == boot + 1h);
    proof(schedule, boot, Schedule::Proof::failed);
    CHECK(schedule.next_proof() == boot + 1min);
    proof(schedule, boot, Schedule::Proof::kept);
    schedule.drift_seen(boot + 10s);
    CHECK(schedule.next_proof() == boot + 10s + 200ms);
}

TEST_CASE("schedule: who is writing still has two seconds to end, and not more")
{
    auto schedule = at_boot();
    proof(schedule, boot, Schedule::Proof::kept);
    schedule.write_seen(boot + 10s);
    schedule.write_seen(boot + 11s);
    CHECK(schedule.next_proof() == boot + 12s);
    schedule.drift_seen(boot + 11s);
    CHECK(schedule.next_proof() == boot + 11s + 200ms);
}

TEST_CASE("schedule: somebody who undoes every repair is answered ever more slowly, but always")
{
    auto schedule = at_boot();
    auto now = boot;
    std::chrono::nanoseconds wait{0};
    for (int i = 0; i < 30; ++i) {
        proof(schedule, now, Schedule::Proof::repaired);
        schedule.drift_seen(now);
        wait = schedule.next_proof() - now;
        CHECK(wait <= 5s);
        now = schedule.next_proof();
    }
    CHECK(wait == 5s);
    proof(schedule, now + 10min, Schedule::Proof::kept);
    schedule.drift_seen(now + 20min);
    CHECK(schedule.next_proof() == now + 20min + 200ms);
}

TEST_CASE("schedule: what is asked while a look goes on is the next one's, and is not lost")
{
    auto schedule = at_boot();
    schedule.look_started();
    schedule.asked(boot + 1s);
    schedule.look_ended(boot + 2s, true);
    CHECK(schedule.next_look() == boot + 1s + 100ms);
    schedule.proof_started();
    schedule.drift_seen(boot + 3s);
    schedule.proof_ended(boot + 4s, Schedule::Proof::kept);
    CHECK(schedule.next_proof() == boot + 3s + 200ms);
}

TEST_CASE("schedule: what works again is looked at soon, but not every time")
{
    auto schedule = at_boot();
    for (int i = 0; i < 10; ++i) {
        look(schedule, boot, false);
    }
    CHECK(schedule.next_look() > boot + 60min);
    schedule.works_again(boot + 10min);
    CHECK(schedule.next_look() <= boot + 10min + 1s);
    look(schedule, boot + 10min, false);
    schedule.works_again(boot + 11min);
    CHECK(schedule.next_look() == boot + 15min);
}
