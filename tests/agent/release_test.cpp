#include "service/timestamp.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/release.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
using namespace std::chrono_literals;

namespace {

const auto begin = parse_time("2026-11-23T10:00:00Z").value();
const Release two_hours{{begin, "boot-a", 1000s}, begin + 2h, 1000, "the DC's update is late"};

/// Some time after the release began, by both clocks.
MachineClock after(std::chrono::seconds wall, std::chrono::seconds up, std::string boot = "boot-a")
{
    return {begin + wall, std::move(boot), 1000s + up};
}

} // namespace

TEST_CASE("release: holds until its end, and a clock that goes back never prolongs it")
{
    CHECK(holds(two_hours, after(0s, 0s)));
    CHECK(holds(two_hours, after(2h - 1s, 2h - 1s)));
    CHECK_FALSE(holds(two_hours, after(2h, 2h - 1s)));
    CHECK_FALSE(holds(two_hours, after(2h, 2h)));
    CHECK_FALSE(holds(two_hours, after(-1s, 10s)));      // before it began
    CHECK_FALSE(holds(two_hours, after(1h, 2h)));        // the clock was set back within it
    CHECK_FALSE(holds(two_hours, after(1h, -1s)));       // cannot be
    CHECK(holds(two_hours, after(1h, -900s, "boot-b"))); // started anew since
    CHECK_FALSE(holds(two_hours, after(3h, 0s, "boot-b")));
    CHECK_FALSE(holds(two_hours, after(-1s, 0s, "boot-b")));
    CHECK(holds(two_hours, after(1h, 5h, ""))); // not known when the machine was started
}

TEST_CASE("release: what remains of it goes by the clock that ends it first")
{
    CHECK(remaining(two_hours, after(30min, 30min)) == 90min);
    CHECK(remaining(two_hours, after(10min, 30min)) == 90min); // the clock was set back
    CHECK(remaining(two_hours, after(50min, 30min)) == 70min); // or forward
    CHECK(remaining(two_hours, after(50min, -900s, "boot-b")) == 70min);
    CHECK(remaining(two_hours, after(2h, 30min)) == 0s);
    CHECK(remaining(two_hours, after(-1s, 10s)) == 0s);
}

TEST_CASE("release: nothing holds longer than seven days, whatever is written")
{
    auto long_one = two_hours;
    long_one.until = begin + max_release;
    CHECK(holds(long_one, after(1h, 1h)));
    long_one.until += 1s;
    CHECK_FALSE(holds(long_one, after(1h, 1h)));
    long_one.until = begin;
    CHECK_FALSE(holds(long_one, after(0s, 0s)));
}

TEST_CASE("release: times as they may be written")
{
    const auto end = [](std::string_view text) { return parse_release_end(text, begin); };
    CHECK(end("2026-11-23T18:00:00Z").value() == begin + 8h);
    CHECK(end("2026-11-23T18:00:00+02:00").value() == begin + 6h);
    CHECK(end("2026-11-23T08:00:00-05:30").value() == begin + 3h + 30min);
    CHECK(end("30m").value() == begin + 30min);
    CHECK(end("+30m").value() == begin + 30min);
    CHECK(end("+2h").value() == begin + 2h);
    CHECK(end("+7d").value() == begin + max_release);
    for (const auto* const bad : {"",
                                  "+",
                                  "+h",
                                  "+2",
                                  "+2w",
                                  "+-2h",
                                  "+0h",
                                  "2",
                                  "tomorrow",
                                  "+8d",
                                  "+169h",
                                  "+99999999999999999999d",
                                  "2026-11-23T10:00:00Z",
                                  "2026-11-22T10:00:00Z",
                                  "2026-12-23T10:00:00Z",
                                  "2026-11-23 18:00:00Z",
                                  "2026-11-23T18:00:00",
                                  "2026-11-23T18:00:00+2:00",
                                  "2026-11-23T18:00:00+24:00",
                                  "2026-11-23T18:00:00+02:0x"}) {
        CAPTURE(bad);
        REQUIRE_FALSE(end(bad));
        CHECK(end(bad).error().code == Errc::usage);
    }
}

TEST_CASE("release: a reason is one line that a terminal shows as it is")
{
    CHECK(check_release_reason("the DC's update is late"));
    CHECK(check_release_reason(std::string(max_release_reason, 'x')));
    for (const auto& bad : {std::string(), std::string("  "), std::string("two\nlines"), std::string("\x1b[2J"),
                            std::string("\xff"), std::string(max_release_reason + 1, 'x')}) {
        CHECK_FALSE(check_release_reason(bad));
    }
}

TEST_CASE("release: what was kept comes back, 0600; damaged or cut off anywhere it releases nothing")
{
    const TemporaryFolder folder;
    ReleaseStore store{RootedPaths(folder.path())};
    CHECK_FALSE(store.load().release);
    CHECK_FALSE(store.load().damage);
    REQUIRE(store.save(two_hours));
    struct stat info {};
    REQUIRE(::stat(store.file().c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    CHECK(store.load().release == two_hours);
    const auto text = slurp(store.file());
    for (std::size_t size = 0; size < text.size(); ++size) {
        spill(store.file(), text.substr(0, size));
        CHECK_FALSE(store.load().release);
        CHECK(store.load().damage);
        auto changed = text;
        changed[size] = static_cast<char>(changed[size] ^ 1);
        CHECK_FALSE(parse_release(changed, "f"));
    }
    spill(store.file(), text + "x");
    CHECK(store.load().damage);
    REQUIRE(store.clear());
    CHECK_FALSE(store.load().damage);
}

TEST_CASE("release: this machine's clocks")
{
    const auto clock = read_machine_clock();
    CHECK(clock.boot.size() == 36);
    CHECK(clock.up > 0s);
    const Release now{clock, clock.wall + 1h, 0, "x"};
    CHECK(holds(now, read_machine_clock()));
    CHECK(parse_release(release_text(now), "f").value() == now);
}
