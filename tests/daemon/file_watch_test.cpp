#include "daemon/watches.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <fstream>

namespace fs = std::filesystem;
using namespace gpseal::agent;
using namespace gpseal::tests;

TEST_CASE("file watch: every way to change a file is seen, its neighbours are not")
{
    const TemporaryFolder folder;
    const auto file = folder.path() / "smb.conf";
    spill(file, "1");
    auto watch = FileWatch::start();
    REQUIRE_FALSE(watch.blind());
    watch.watch({file});
    CHECK_FALSE(watch.changed());
    spill(folder.path() / "other", "1");
    CHECK_FALSE(watch.changed());
    spill(file, "2");
    CHECK(watch.changed());
    CHECK_FALSE(watch.changed());
    fs::rename(folder.path() / "other", file);
    CHECK(watch.changed());
    fs::permissions(file, fs::perms::owner_read);
    CHECK(watch.changed());
    fs::remove(file);
    CHECK(watch.changed());
}

TEST_CASE("file watch: behind symlinks, and in folders that are not there yet")
{
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "real");
    spill(folder.path() / "real/smb.conf", "1");
    fs::create_symlink("real/smb.conf", folder.path() / "smb.conf");
    auto watch = FileWatch::start();
    REQUIRE_FALSE(watch.blind());
    watch.watch({folder.path() / "smb.conf", folder.path() / "a/b/file"});
    CHECK_FALSE(watch.changed());
    spill(folder.path() / "real/smb.conf", "2");
    CHECK(watch.changed());
    fs::remove(folder.path() / "smb.conf");
    CHECK(watch.changed());
    fs::create_directory(folder.path() / "a");
    CHECK(watch.changed());
}

TEST_CASE("file watch: what is not watched any more is not seen")
{
    const TemporaryFolder folder;
    auto watch = FileWatch::start();
    REQUIRE_FALSE(watch.blind());
    watch.watch({folder.path() / "one"});
    watch.watch({});
    (void)watch.changed();
    spill(folder.path() / "one", "1");
    CHECK_FALSE(watch.changed());
}

TEST_CASE("file watch: who writes without closing, and who writes by another name, is seen")
{
    const TemporaryFolder folder;
    const TemporaryFolder elsewhere;
    const auto file = folder.path() / "smb.conf";
    spill(file, "1");
    fs::create_hard_link(file, elsewhere.path() / "other");
    auto watch = FileWatch::start();
    watch.watch({file});
    REQUIRE_FALSE(watch.blind());
    CHECK_FALSE(watch.changed());
    {
        std::ofstream writer(file, std::ios::app);
        writer << "2" << std::flush;
        CHECK(watch.changed());
        CHECK(watch.half_written());
        CHECK_FALSE(watch.changed());
        CHECK_FALSE(watch.half_written());
    }
    CHECK(watch.changed());
    CHECK_FALSE(watch.half_written());
    spill(elsewhere.path() / "other", "another text");
    CHECK(watch.changed());
    CHECK_FALSE(watch.half_written());
    CHECK_FALSE(watch.changed());
}

TEST_CASE("file watch: a folder on the way that is a symlink to another one now")
{
    const TemporaryFolder folder;
    for (const auto* name : {"samba.a", "samba.b"}) {
        fs::create_directory(folder.path() / name);
        spill(folder.path() / name / "smb.conf", name);
    }
    fs::create_symlink("samba.a", folder.path() / "samba");
    const auto file = folder.path() / "samba/smb.conf";
    auto watch = FileWatch::start();
    watch.watch({file});
    CHECK_FALSE(watch.changed());
    fs::create_symlink("samba.b", folder.path() / "new");
    CHECK_FALSE(watch.changed());
    fs::rename(folder.path() / "new", folder.path() / "samba");
    CHECK(watch.changed());
    watch.watch({file});
    CHECK_FALSE(watch.changed());
    spill(folder.path() / "samba.a/smb.conf", "not on the way any more");
    CHECK_FALSE(watch.changed());
    spill(folder.path() / "samba.b/smb.conf", "1");
    CHECK(watch.changed());
}

TEST_CASE("file watch: what inotify does not tell, the file itself does")
{
    const TemporaryFolder folder;
    fs::create_directories(folder.path() / "a/b/c");
    const auto file = folder.path() / "a/b/c/smb.conf";
    spill(file, "1");
    auto watch = FileWatch::start();
    watch.watch({file});
    CHECK_FALSE(watch.changed());
    fs::rename(folder.path() / "a/b",
               folder.path() / "a/away"); // neither the folder that is watched, nor its name in it
    fs::create_directories(folder.path() / "a/b/c");
    spill(file, "1");
    CHECK(watch.changed());
    watch.watch({file});
    CHECK_FALSE(watch.changed());
    fs::remove_all(folder.path() / "a");
    CHECK(watch.changed());
}
