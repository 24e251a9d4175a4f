#include "probe/bookmark_files.hpp"
#include "probe/desktop_bookmarks.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

const std::string sample = "file:///home/ann/Documents\n"
                           "smb://nas/data Data of the team\n"
                           "SMB://CORP;ann:secret@files.example.org:1445/a%20b/\r\n"
                           "sftp://nas/x\n"
                           "smb://[2001:db8::7]/c\n"
                           "smb://\n"
                           "smb:///no-server\n"
                           "smb://-x/y\n"
                           "smb://last";

void add_bookmarks(const std::filesystem::path& home, const std::string& text)
{
    std::filesystem::create_directories(home / ".config/gtk-3.0");
    spill(home / ".config/gtk-3.0/bookmarks", text);
}

} // namespace

TEST_CASE("bookmarks: smb:// addresses are found among others, and no name or password of a user is kept")
{
    const auto found = parse_bookmarks(sample);
    REQUIRE(found.size() == 4);
    CHECK(found[0] == Bookmark{{"nas", 445, {}}, "smb://nas/data"});
    CHECK(found[1] == Bookmark{{"files.example.org", 1445, {}}, "smb://files.example.org:1445/a%20b/"});
    CHECK(found[2] == Bookmark{{"2001:db8::7", 445, {}}, "smb://[2001:db8::7]/c"});
    CHECK(found[3] == Bookmark{{"last", 445, {}}, "smb://last"});
}

TEST_CASE("bookmarks: every truncation gives some of the servers, and what a terminal would obey is skipped")
{
    for (std::size_t size = 0; size < sample.size(); ++size) {
        CHECK(parse_bookmarks(std::string_view(sample).substr(0, size)).size() <= 4);
    }
    CHECK(parse_bookmarks("smb://nas/\x1b[2J\nsmb://n\xc3\xa4s/x\n" + std::string(5000, 'a')).empty());
    std::string many;
    for (std::size_t i = 0; i < max_bookmarks + 5; ++i) {
        many += "smb://nas/x\n";
    }
    CHECK(parse_bookmarks(many).size() == max_bookmarks);
}

TEST_CASE(
    "bookmarks: those of homes in passwd and in /home are read; through a symlink, from a FIFO or of another none")
{
    const TemporaryFolder folder;
    const auto root = folder.path();
    std::filesystem::create_directories(root / "etc");
    std::filesystem::create_directories(root / "home/linked/.config");
    spill(root / "etc/passwd",
          "root:x:0:0::/root:/bin/sh\nann:x:1:1::/srv/ann:/bin/sh\nbad line\n::::::\nx:x:1:1::rel:\n");
    add_bookmarks(root / "srv/ann", "smb://one/a\n");
    add_bookmarks(root / "home/ben", "smb://two/a\n");
    add_bookmarks(root / "home/CORP/cat", "smb://three/a\n");
    add_bookmarks(root / "elsewhere", "smb://never/a\n");
    std::filesystem::create_directory_symlink(root / "elsewhere/.config/gtk-3.0", root / "home/linked/.config/gtk-3.0");
    std::filesystem::create_directory_symlink(root / "elsewhere", root / "home/whole");
    std::filesystem::create_directories(root / "home/pipe/.config/gtk-3.0");
    REQUIRE(::mkfifo((root / "home/pipe/.config/gtk-3.0/bookmarks").c_str(), 0600) == 0);
    add_bookmarks(root / "home/large", std::string(max_bookmarks_size + 1, '\n') + "smb://never/b\n");
    std::string names;
    for (const auto& use : uses_of_bookmarks(RootedPaths(root))) {
        CHECK(use.kind == UseKind::bookmark);
        CHECK(use.uid == ::geteuid());
        names += use.server.name + " ";
    }
    CHECK(names == "three two one ");
    if (::geteuid() == 0) { // a file that its home's owner did not make
        REQUIRE(::chown((root / "home/ben/.config/gtk-3.0/bookmarks").c_str(), 12345, 0) == 0);
        CHECK(uses_of_bookmarks(RootedPaths(root)).size() == 2);
    }
}
