#include "service/run_folder.hpp"
#include "temporary_folder.hpp"

#include <gpseal/agent/file_system.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
namespace fs = std::filesystem;

namespace {

mode_t mode_of(const fs::path& path)
{
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info.st_mode & 07777U;
}

std::ptrdiff_t count_files(const fs::path& folder)
{
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

} // namespace

TEST_CASE("files: a root folder holds every path, whatever dots it has")
{
    const RootedPaths paths("/srv/sandbox");
    CHECK(paths.smb_conf() == "/srv/sandbox/etc/samba/smb.conf");
    CHECK_FALSE(paths.live());
    CHECK(RootedPaths().config() == "/etc/gpseal/gpseal.conf");
    CHECK(RootedPaths().live());
}

TEST_CASE("files: what is larger than the limit or no regular file is refused")
{
    const TemporaryFolder folder;
    spill(folder.path() / "f", "12345");
    CHECK(read_text(folder.path() / "f", 5).value() == "12345");
    CHECK(read_text(folder.path() / "f", 4).error().code == Errc::limit_exceeded);
    CHECK(read_text(folder.path(), 4).error().code == Errc::malformed);
    CHECK(read_text(folder.path() / "none", 4).error().code == Errc::not_found);
    REQUIRE(::mkfifo((folder.path() / "fifo").c_str(), 0600) == 0);
    CHECK(read_text(folder.path() / "fifo", 4).error().code == Errc::malformed);
}

TEST_CASE("files: replacing keeps mode and extended attributes, and leaves no litter")
{
    const TemporaryFolder folder;
    const auto file = folder.path() / "f";
    spill(file, "old");
    ::chmod(file.c_str(), 0640);
    const bool xattrs = ::setxattr(file.c_str(), "user.note", "kept", 4, 0) == 0;
    spill(folder.path() / ".f.gpseal-new", "left by a killed run");

    REQUIRE(replace_file(file, "new"));

    CHECK(slurp(file) == "new");
    CHECK(mode_of(file) == 0640);
    if (xattrs) {
        char value[8] = {};
        CHECK(::getxattr(file.c_str(), "user.note", value, sizeof value) == 4);
        CHECK(std::string(value) == "kept");
    }
    CHECK(count_files(folder.path()) == 1);
}

TEST_CASE("files: a new file gets the mode asked for, whatever the umask")
{
    const TemporaryFolder folder;
    const auto before = ::umask(0077);
    REQUIRE(replace_file(folder.path() / "f", "x", {.mode = 0644}));
    ::umask(before);
    CHECK(mode_of(folder.path() / "f") == 0644);
}

TEST_CASE("files: a symlink stays a symlink; its target is replaced")
{
    const TemporaryFolder folder;
    spill(folder.path() / "real", "old");
    fs::create_symlink("real", folder.path() / "link");
    REQUIRE(replace_file(folder.path() / "link", "new"));
    CHECK(fs::is_symlink(folder.path() / "link"));
    CHECK(slurp(folder.path() / "real") == "new");
    fs::create_symlink("nothing", folder.path() / "dangling");
    CHECK(replace_file(folder.path() / "dangling", "new").error().code == Errc::refused);
}

TEST_CASE("files: hard links are not parted")
{
    const TemporaryFolder folder;
    spill(folder.path() / "a", "old");
    fs::create_hard_link(folder.path() / "a", folder.path() / "b");
    CHECK(replace_file(folder.path() / "a", "new").error().code == Errc::refused);
    CHECK(slurp(folder.path() / "a") == "old");
    CHECK(count_files(folder.path()) == 2);
}

TEST_CASE("files: an edit by someone else in between is never lost")
{
    const TemporaryFolder folder;
    const auto file = folder.path() / "f";
    spill(file, "old");
    const auto seen = identify(file).value();
    spill(file, "admin's edit");
    CHECK(replace_file(file, "new", {.expected = seen}).error().code == Errc::conflict);
    CHECK(slurp(file) == "admin's edit");
    const auto fresh = identify(file).value();
    CHECK(replace_file(file, "new", {.expected = fresh}));
    CHECK(replace_file(folder.path() / "g", "x", {.expected = std::optional<FileIdentity>{}}));
    CHECK(replace_file(folder.path() / "g", "x", {.expected = std::optional<FileIdentity>{}}).error().code ==
          Errc::conflict);
}

TEST_CASE("files: removing what is not there is fine")
{
    const TemporaryFolder folder;
    spill(folder.path() / "f", "x");
    CHECK(remove_file(folder.path() / "f"));
    CHECK(remove_file(folder.path() / "f"));
    CHECK(make_folder(folder.path() / "a/b/c", 0700));
    CHECK(mode_of(folder.path() / "a/b/c") == 0700);
    CHECK(make_folder(folder.path() / "a/b/c", 0700));
}

TEST_CASE("files: what someone else put there meanwhile is not removed")
{
    const TemporaryFolder folder;
    const auto file = folder.path() / "f";
    spill(file, "ours");
    const auto seen = *identify(file).value();
    spill(file, "admin's edit");
    CHECK(remove_expected(file, seen).error().code == Errc::conflict);
    CHECK(slurp(file) == "admin's edit");
    CHECK(remove_expected(file, *identify(file).value()));
    CHECK(count_files(folder.path()) == 0);
    CHECK(remove_expected(file, seen).error().code == Errc::conflict);
}

TEST_CASE("files: a new folder gets the mode asked for and its parents 0755, whatever the umask")
{
    const TemporaryFolder folder;
    const auto before = ::umask(0);
    REQUIRE(make_folder(folder.path() / "a/b", 0750));
    ::umask(0077);
    REQUIRE(make_folder(folder.path() / "c/d", 0755));
    ::umask(before);
    CHECK(mode_of(folder.path() / "a") == 0755);
    CHECK(mode_of(folder.path() / "a/b") == 0750);
    CHECK(mode_of(folder.path() / "c") == 0755);
    CHECK(mode_of(folder.path() / "c/d") == 0755);
}

TEST_CASE("files: every link on the way must be root's or ours, in folders that nobody else can write" *
          doctest::skip(::geteuid() != 0))
{
    const TemporaryFolder folder;
    const auto victim = folder.path() / "victim";
    spill(victim, "old");
    const auto users = folder.path() / "users";
    fs::create_directory(users);
    fs::create_symlink(victim, users / "second");
    fs::create_symlink(users / "second", folder.path() / "first");
    CHECK(replace_file(folder.path() / "first", "ours"));
    CHECK(slurp(victim) == "ours");

    REQUIRE(::lchown((users / "second").c_str(), 65534, 65534) == 0);
    CHECK(replace_file(folder.path() / "first", "new").error().code == Errc::refused);
    REQUIRE(::lchown((users / "second").c_str(), 0, 0) == 0);
    REQUIRE(::chmod(users.c_str(), 0777) == 0);
    CHECK(replace_file(folder.path() / "first", "new").error().code == Errc::refused);
    REQUIRE(::chmod(users.c_str(), 01777) == 0);
    CHECK(replace_file(folder.path() / "first", "sticky"));
    REQUIRE(::chown(users.c_str(), 65534, 65534) == 0);
    CHECK(replace_file(folder.path() / "first", "new").error().code == Errc::refused);
    CHECK(slurp(victim) == "sticky");
    fs::create_symlink("loop", folder.path() / "loop");
    CHECK(replace_file(folder.path() / "loop", "new").error().code == Errc::refused);
}

TEST_CASE("files: evidence is not written into a file that others can rewrite" * doctest::skip(::geteuid() != 0))
{
    const TemporaryFolder folder;
    const auto file = folder.path() / "report.json";
    spill(file, "planted");
    const ReplaceOptions strict{.refuse_foreign = true};
    for (const mode_t mode : {0666U, 0620U}) {
        ::chmod(file.c_str(), mode);
        CHECK(replace_file(file, "new", strict).error().code == Errc::refused);
    }
    ::chmod(file.c_str(), 0640);
    CHECK(replace_file(file, "new", strict));
    REQUIRE(::chown(file.c_str(), 65534, 65534) == 0);
    CHECK(replace_file(file, "newer", strict).error().code == Errc::refused);
    CHECK(slurp(file) == "new");
    CHECK(replace_file(file, "as before"));
}

TEST_CASE("files: a folder of --root that leads out of itself is refused")
{
    const TemporaryFolder folder;
    const RootedPaths paths(folder.path());
    CHECK(check_root(paths));
    fs::create_directories(folder.path() / "etc/samba");
    CHECK(check_root(paths));
    fs::create_directory_symlink("/var/lib", folder.path() / "var");
    CHECK(check_root(paths).error().code == Errc::refused);
    fs::remove(folder.path() / "var");
    fs::create_symlink("/etc/hostname", folder.path() / "etc/samba/smb.conf");
    CHECK(check_root(paths).error().code == Errc::refused);
    CHECK(check_root(RootedPaths()));
}

TEST_CASE("files: what cannot be written is named, not our temporary file beside it")
{
    const TemporaryFolder folder;
    const auto path = folder.path() / "not there" / "out.pol";
    const auto written = replace_file(path, "x");
    REQUIRE_FALSE(written);
    CHECK(written.error().where == path.string());
    CHECK(written.error().message.starts_with("cannot make a file in its folder: "));
}

TEST_CASE("file system: the folder of sockets is open to all, whoever made it, and a link to it is left alone")
{
    const TemporaryFolder temporary;
    const auto run = temporary.path() / "run" / "gpseal";
    REQUIRE(make_run_folder(run));
    CHECK(mode_of(run) == 0755);
    for (const mode_t mode : {0700U, 0777U}) {
        REQUIRE(::chmod(run.c_str(), mode) == 0);
        REQUIRE(make_run_folder(run));
        CHECK(mode_of(run) == 0755);
    }
    REQUIRE(::chmod(run.c_str(), 0700) == 0);
    const auto link = temporary.path() / "link";
    fs::create_directory_symlink(run, link);
    CHECK(make_run_folder(link));
    CHECK(mode_of(run) == 0700);
}
