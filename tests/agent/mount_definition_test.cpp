#include "enforce/autofs_master.hpp"
#include "enforce/mount_definition.hpp"
#include "enforce/mount_options.hpp"
#include "enforce/pam_mount.hpp"
#include "test_data.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;

namespace {

constexpr std::array kinds = {MountFileKind::fstab, MountFileKind::unit, MountFileKind::autofs_map};

std::string seed(const std::string& folder, const std::string& name)
{
    std::string text;
    for (const auto byte : read_bytes(data_folder() / "fuzz" / folder / name)) {
        text += static_cast<char>(byte);
    }
    return text;
}

using Definitions = std::vector<MountDefinition>;

} // namespace

TEST_CASE("mount options: seal is asked for, and a dialect that cannot encrypt is a fault")
{
    using mount_options::fault;
    using mount_options::sealed;
    CHECK_FALSE(fault("rw,seal"));
    CHECK_FALSE(fault("seal,vers=3.0"));
    CHECK_FALSE(fault("seal,vers=default"));
    CHECK(fault("") == "without seal");
    CHECK(fault("rw,sealed,noseal=1,Seal") == "without seal");
    CHECK(fault("password=\"a,seal\"") == "without seal");
    CHECK(fault("seal,vers=2.1") == "with vers=2.1, which cannot encrypt");
    CHECK(sealed("rw,vers=1.0,x") == "rw,vers=3,x,seal");
    CHECK(sealed("seal,vers=2.0") == "seal,vers=3");
    CHECK(sealed("") == "seal");
    CHECK(sealed("rw,") == "rw,seal");
    CHECK(sealed("password=\"a") == "seal,password=\"a");
    CHECK(sealed("seal") == "seal");
    CHECK(mount_options::value("fstype=nfs,fstype=cifs,fstypes=x", "fstype") == "cifs");
}

TEST_CASE("mount definitions: fstab, each entry with its line")
{
    const auto text = seed("mount_definition", "0-fstab.txt");
    CHECK(mount_definitions(MountFileKind::fstab, text) ==
          Definitions{{3, "/srv/my data of //files/data", "with vers=2.1, which cannot encrypt"},
                      {4, "/mnt/x of //old/x", "without seal"},
                      {5, "/m of //bare", "without seal"},
                      {6, "/y of //s/y", "without seal"}});
    CHECK(add_seal(MountFileKind::fstab, text) ==
          "# /etc/fstab\nUUID=1 / ext4 defaults 0 1\n"
          "#|gpseal was: //files/data /srv/my\\040data cifs credentials=/etc/c,vers=2.1,seal 0 0\n"
          "//files/data /srv/my\\040data cifs credentials=/etc/c,vers=3,seal 0 0\n"
          "#|gpseal was: //old/x\t/mnt/x smb3\trw,password=\"a,b\"\n//old/x\t/mnt/x smb3\trw,password=\"a,b\",seal\n"
          "//bare /m cifs\n"
          "#|gpseal was: //s/y /y cifs rw 0 0\n//s/y /y cifs rw,seal 0 0");
}

TEST_CASE("mount definitions: a unit, whose last Options= counts")
{
    const auto text = seed("mount_definition", "1-unit.txt");
    CHECK(mount_definitions(MountFileKind::unit, text) ==
          Definitions{{8, "/srv/data of //files/data", "without seal"}});
    const auto sealed = add_seal(MountFileKind::unit, text);
    CHECK(sealed.find("Options=rw\n#|gpseal was: Options = credentials=/etc/c,vers=3.1.1 \n"
                      "Options = credentials=/etc/c,vers=3.1.1,seal \n") != std::string::npos);
    CHECK_FALSE(mount_definitions(MountFileKind::unit, sealed).at(0).fault);
    CHECK(mount_definitions(MountFileKind::unit, "[Mount]\nType=nfs\nOptions=rw\n").empty());
    const std::string joined = "[Mount]\nType=cifs\nOptions=rw,\\\nseal\n";
    CHECK(mount_definitions(MountFileKind::unit, joined).at(0).fault);
    CHECK(add_seal(MountFileKind::unit, joined) == joined);
    const std::string without = "[Mount]\nType=cifs\n[Unit]\nOptions=x\n";
    CHECK(mount_definitions(MountFileKind::unit, without).at(0).fault == "without seal");
    CHECK(add_seal(MountFileKind::unit, without) == without);
}

TEST_CASE("mount definitions: an autofs map")
{
    const auto text = seed("mount_definition", "2-autofs.txt");
    CHECK(mount_definitions(MountFileKind::autofs_map, text) ==
          Definitions{{2, "data of ://files/data", "without seal"}, {4, "long of \\", "without seal"}});
    const auto sealed = add_seal(MountFileKind::autofs_map, text);
    CHECK(sealed.find("\ndata  -fstype=cifs,rw,credentials=/etc/c,seal  ://files/data\n") != std::string::npos);
    CHECK(sealed.find("\nlong -fstype=smb3,rw \\\n") != std::string::npos); // over two lines: told, not changed
}

TEST_CASE("mount definitions: what was added is taken out byte for byte, of every truncation and in every kind")
{
    for (const auto* const name : {"0-fstab.txt", "1-unit.txt", "2-autofs.txt"}) {
        const auto whole = seed("mount_definition", name);
        for (const auto kind : kinds) {
            for (std::size_t size = 0; size <= whole.size(); ++size) {
                const std::string text = whole.substr(0, size);
                const auto with = add_seal(kind, text);
                CHECK(take_back_seal(kind, with) == text);
                CHECK(add_seal(kind, with) == with);
                CHECK(has_added_seal(with) == (with != text));
            }
        }
    }
}

TEST_CASE("mount definitions: a line that somebody changed since stays theirs")
{
    const std::string text = "//s/x /x cifs rw 0 0\n//s/y /y cifs rw 0 0\n";
    auto with = add_seal(MountFileKind::fstab, text);
    with.replace(with.find("/x cifs rw,seal"), 15, "/x cifs ro,seal");
    CHECK(take_back_seal(MountFileKind::fstab, with) == "//s/x /x cifs ro,seal 0 0\n//s/y /y cifs rw 0 0\n");
    CHECK(take_back_seal(MountFileKind::fstab, "#|gpseal was: //s/x /x cifs rw\n") == "");
}

TEST_CASE("autofs: maps that are files, maps that are not, and every truncation")
{
    const auto whole = seed("autofs_master", "master.txt");
    const auto master = parse_autofs_master(whole, "t").value();
    CHECK(master.folders == std::vector<std::string>{"/etc/auto.master.d"});
    REQUIRE(master.mounts.size() == 4);
    CHECK(master.mounts[0] == AutofsMount{2, "/misc", "/etc/auto.misc", true});
    CHECK(master.mounts[1] == AutofsMount{3, "/smb", "/etc/auto.smb", true});
    CHECK_FALSE(master.mounts[2].is_file);
    CHECK_FALSE(master.mounts[3].is_file);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string part = whole.substr(0, size);
        CHECK(parse_autofs_master(part, "t")->mounts.size() <= 4);
    }
    std::string many;
    for (std::size_t i = 0; i <= max_autofs_mounts; ++i) {
        many += "/a /b\n";
    }
    CHECK(parse_autofs_master(many, "t").error().code == Errc::limit_exceeded);
}

TEST_CASE("pam_mount: volumes with their lines; what is no XML, too deep or too large is refused")
{
    const auto whole = seed("pam_mount", "pam_mount.xml");
    CHECK(pam_mount_definitions(whole, "t") ==
          Definitions{{5, "~/data of //files/%(USER)", "with vers=2.1, which cannot encrypt"},
                      {6, "/x of //files/x", std::nullopt}});
    for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
        const std::string part = whole.substr(0, size);
        const auto found = pam_mount_definitions(part, "t");
        CHECK((!found || found->size() <= 2));
    }
    CHECK(pam_mount_definitions("<a", "t").error().code == Errc::malformed);
    std::string deep;
    for (int i = 0; i < 100; ++i) {
        deep += "<a>";
    }
    deep += "<volume fstype='cifs'/>";
    for (int i = 0; i < 100; ++i) {
        deep += "</a>";
    }
    CHECK(pam_mount_definitions(deep, "t").error().code == Errc::limit_exceeded);
    CHECK(pam_mount_definitions(std::string(max_definition_file + 1, ' '), "t").error().code == Errc::limit_exceeded);
}
