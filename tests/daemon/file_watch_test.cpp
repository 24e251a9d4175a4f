#include "daemon/watches.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

namespace fs = std::filesystem;
using namespace gpseal::agent;
using namespace gpseal::tests;

TEST_CASE("file watch: every way to change a file is seen, its neighbours are not")
{
    const TemporaryFolder folder;
    const auto file = folder.path() / "smb.conf";
    spill(file, "1");
    auto watch = FileWatch::start();
    REQUIRE(watch);
    watch->watch({file});
    CHECK_FALSE(watch->changed());
    spill(folder.path() / "other", "1");
    CHECK_FALSE(watch->changed());
    spill(file, "2");
    CHECK(watch->changed());
    CHECK_FALSE(watch->changed());
    fs::rename(folder.path() / "other", file);
    CHECK(watch->changed());
    fs::permissions(file, fs::perms::owner_read);
    CHECK(watch->changed());
    fs::remove(file);
    CHECK(watch->changed());
}

TEST_CASE("file watch: behind symlinks, and in folders that are not there yet")
{
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "real");
    spill(folder.path() / "real/smb.conf", "1");
    fs::create_symlink("real/smb.conf", folder.path() / "smb.conf");
    auto watch = FileWatch::start();
    REQUIRE(watch);
    watch->watch({folder.path() / "smb.conf", folder.path() / "a/b/file"});
    CHECK_FALSE(watch->changed());
    spill(folder.path() / "real/smb.conf", "2");
    CHECK(watch->changed());
    fs::remove(folder.path() / "smb.conf");
    CHECK(watch->changed());
    fs::create_directory(folder.path() / "a");
    CHECK(watch->changed());
}

TEST_CASE("file watch: what is not watched any more is not seen")
{
    const TemporaryFolder folder;
    auto watch = FileWatch::start();
    REQUIRE(watch);
    watch->watch({folder.path() / "one"});
    watch->watch({});
    (void)watch->changed();
    spill(folder.path() / "one", "1");
    CHECK_FALSE(watch->changed());
}
