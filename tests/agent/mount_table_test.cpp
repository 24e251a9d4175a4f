#include "probe/mount_table.hpp"
#include "test_data.hpp"

#include <doctest/doctest.h>

#include <span>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

std::string seed(const std::string& name)
{
    std::string text;
    for (const auto byte : read_bytes(data_folder() / "fuzz" / "mount_table" / name)) {
        text += static_cast<char>(byte);
    }
    return text;
}

MountEntry one(std::string_view line)
{
    const auto entries = parse_mount_table(line, "t");
    REQUIRE(entries);
    REQUIRE(entries->size() == 1);
    return entries->front();
}

} // namespace

TEST_CASE("mount table: /proc/mounts, with what the kernel escapes")
{
    const auto entries = *parse_mount_table(seed("proc.txt"), "/proc/mounts");
    REQUIRE(entries.size() == 5);
    CHECK_FALSE(entries[1].is_smb());
    CHECK(entries[2].is_smb());
    CHECK(entries[2].target == "/mnt/my data");
    CHECK(entries[2].has_option("seal"));
    CHECK(entries[2].option("vers") == "3.1.1");
    CHECK(entries[3].is_smb());
    CHECK(entries[3].target == "/mnt/odd\t\n#name");
    CHECK(entries[3].line == 4);
    CHECK(server_of(entries[2]) == ServerEndpoint{"nas.example.org", 445, "192.0.2.7"});
    CHECK(server_of(entries[3]) == ServerEndpoint{"192.0.2.8", 1445, "192.0.2.8"});
    CHECK(server_of(entries[4]) == ServerEndpoint{"FS1", 445, "fe80::1%eth0"});
}

TEST_CASE("mount table: fstab, with comments, backslashes and missing fields")
{
    const auto entries = *parse_mount_table(seed("fstab.txt"), "/etc/fstab");
    REQUIRE(entries.size() == 5);
    CHECK(server_of(entries[1]) == ServerEndpoint{"files", 445, "192.0.2.9"});
    CHECK(server_of(entries[2]) == ServerEndpoint{"server2", 445, ""});
    CHECK(entries[2].option("username") == "a,b");
    CHECK(server_of(entries[3]) == ServerEndpoint{"2001:db8::5", 445, ""});
    CHECK(entries[3].options.empty());
    CHECK_FALSE(server_of(entries[4]));
}

TEST_CASE("mount table: a line that is no mount is refused with its number, and no truncation is read past its end")
{
    const auto bad = parse_mount_table("a b c\n\n//x/y /z\n", "/proc/mounts");
    REQUIRE_FALSE(bad);
    CHECK(bad.error().where == "/proc/mounts:3");
    const auto whole = seed("proc.txt") + seed("fstab.txt");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string part = whole.substr(0, size);
        const auto entries = parse_mount_table(std::string_view(part), "t");
        if (entries) {
            CHECK(entries->size() <= 10);
        }
    }
    std::string many;
    for (std::size_t i = 0; i <= max_mounts; ++i) {
        many += "a b c\n";
    }
    CHECK(parse_mount_table(many, "t").error().code == Errc::limit_exceeded);
}

TEST_CASE("mount table: an option's name is not a part of another's, and a wrong address is none")
{
    const auto entry = one("//s/x /m cifs rw,srcaddr=192.0.2.1,sealed,addr=not-one,port=99999");
    CHECK(entry.option("addr") == "not-one");
    CHECK_FALSE(entry.has_option("seal"));
    CHECK(server_of(entry) == ServerEndpoint{"s", 445, ""});
    CHECK_FALSE(server_of(one("//-x/y /m cifs")));
    CHECK_FALSE(server_of(one("///y /m cifs")));
    CHECK_FALSE(server_of(one("s/x /m cifs")));
    CHECK(server_of(one("//s /m cifs"))->name == "s");
    CHECK(server_of(one("//2001:db8::1/x /m cifs"))->name == "2001:db8::1");
}
