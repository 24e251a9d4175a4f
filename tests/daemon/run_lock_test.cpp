#include "daemon/service_client.hpp"
#include "service/run_lock.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

namespace fs = std::filesystem;
using gpseal::Errc;
using gpseal::Result;
using namespace gpseal::agent;
using namespace gpseal::tests;
using namespace std::chrono_literals;

TEST_CASE("run lock: one has it, and whoever waits in vain is told")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    {
        const auto one = RunLock::acquire(paths, 0s);
        REQUIRE(one);
        const auto other = RunLock::acquire(paths, 30ms);
        REQUIRE_FALSE(other);
        CHECK(other.error().code == Errc::busy);
        CHECK(RunLock::acquire(paths, 0s, "another name"));
    }
    CHECK(RunLock::acquire(paths, 0s));
}

TEST_CASE("run lock: one whose file was taken away has it again, or learns who has it now")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    auto one = RunLock::acquire(paths, 0s, service_lock);
    REQUIRE(one);
    CHECK(one->keep_place() == Result<bool>(false));
    CHECK(service_runs(paths));
    fs::remove_all(paths.run());
    CHECK(one->keep_place() == Result<bool>(true));
    CHECK(one->keep_place() == Result<bool>(false));
    CHECK(service_runs(paths));
    fs::remove(paths.run() / service_lock);
    const auto other = RunLock::acquire(paths, 0s, service_lock);
    REQUIRE(other);
    const auto kept = one->keep_place();
    REQUIRE_FALSE(kept);
    CHECK(kept.error().code == Errc::busy);
}

TEST_CASE("run lock: no service, no lock of one")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    CHECK_FALSE(service_runs(paths));
    CHECK_FALSE(service_runs(paths));
}
