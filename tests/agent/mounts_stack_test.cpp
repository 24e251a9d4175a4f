#include "enforce/mounts_stack.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>

using namespace gpseal;
using namespace gpseal::agent;
using namespace gpseal::tests;
namespace fs = std::filesystem;

namespace {

const WantedState required{.mandate = policy::EncryptionMandate::required};
const WantedState edited{.mandate = policy::EncryptionMandate::required, .edit_mounts = true};
const WantedState none{.mandate = policy::EncryptionMandate::none};
const Loosening leave{"test"};

/// A machine with a cifs mount in each kind of file.
struct Definitions {
    TemporaryFolder folder;
    RootedPaths paths{folder.path()};
    MountsStack stack{paths};
    fs::path fstab = paths.under("/etc/fstab");
    fs::path unit = paths.under("/etc/systemd/system/srv-x.mount");
    fs::path map = paths.under("/etc/auto.smb");
    const std::string fstab_text = "# mine\n//s/x /x cifs rw 0 0";
    const std::string unit_text = "[Mount]\nWhat=//s/x\nWhere=/srv/x\nType=cifs\nOptions=rw\n";
    const std::string map_text = "x -fstype=cifs,rw ://s/x\n";

    Definitions()
    {
        spill(fstab, fstab_text);
        spill(unit, unit_text);
        spill(map, map_text);
        spill(paths.under("/etc/auto.made"), "#!/bin/sh\n");
        ::chmod(paths.under("/etc/auto.made").c_str(), 0755);
        spill(paths.under("/etc/auto.master"), "/smb /etc/auto.smb\n/l ldap:x\n/made /etc/auto.made\n");
        spill(paths.under("/etc/security/pam_mount.conf.xml"),
              "<pam_mount><volume fstype='cifs' server='s' path='x' mountpoint='/p'/></pam_mount>");
    }
    [[nodiscard]] std::size_t drifting(const WantedState& wanted)
    {
        const auto rows = stack.judge(wanted);
        return static_cast<std::size_t>(
            std::count_if(rows.begin(), rows.end(), [](const ConfiguredState& row) { return row.drift; }));
    }
};

} // namespace

TEST_CASE("mounts stack: without leave to edit every definition is told, and no file changes")
{
    Definitions machine;
    CHECK(machine.stack.plan(required)->changes.empty());
    REQUIRE(machine.stack.apply(required, std::nullopt));
    CHECK(slurp(machine.fstab) == machine.fstab_text);
    CHECK(machine.drifting(required) == 4);
    CHECK(machine.drifting(none) == 0);
    const auto rows = machine.stack.judge(required);
    REQUIRE(rows.size() == 6);
    CHECK(rows[1].target == machine.fstab.string() + ":2 /x of //s/x");
    CHECK(rows[1].found == "without seal");
    CHECK(rows[1].guard_covers);
    CHECK(rows[4].found == "not looked at: its map is not a file: ldap:x");
    CHECK(rows[5].found == "not looked at: its map is made by a program: /etc/auto.made");
}

TEST_CASE("mounts stack: with leave seal is added to fstab, units and maps, and taken back byte for byte")
{
    Definitions machine;
    CHECK(machine.stack.plan(edited)->changes.size() == 3);
    REQUIRE(machine.stack.apply(edited, std::nullopt));
    CHECK(slurp(machine.fstab) == "# mine\n#|gpseal was: //s/x /x cifs rw 0 0\n//s/x /x cifs rw,seal 0 0");
    CHECK(machine.stack.plan(edited)->changes.empty());
    CHECK(machine.drifting(edited) == 1); // pam_mount's file is never changed

    REQUIRE(machine.stack.apply(required, std::nullopt)); // edit = no, later: nothing is loosened
    CHECK(slurp(machine.fstab).find("rw,seal") != std::string::npos);

    CHECK(machine.stack.plan(none)->loosens());
    CHECK(machine.stack.apply(none, std::nullopt).error().code == Errc::refused);
    REQUIRE(machine.stack.apply(none, leave));
    CHECK(slurp(machine.fstab) == machine.fstab_text);
    CHECK(slurp(machine.unit) == machine.unit_text);
    CHECK(slurp(machine.map) == machine.map_text);
    CHECK(machine.stack.plan(none)->changes.empty());
}

TEST_CASE("mounts stack: a file that cannot be read is unknown, and a machine without any has no rows")
{
    TemporaryFolder folder;
    MountsStack stack{RootedPaths(folder.path())};
    CHECK(stack.judge(required).empty());
    CHECK(stack.apply(edited, std::nullopt));
    spill(folder.path() / "etc/security/pam_mount.conf.xml", "<not");
    fs::create_directories(folder.path() / "etc/fstab");
    const auto rows = stack.judge(required);
    REQUIRE(rows.size() == 2);
    CHECK_FALSE(rows[0].known);
    CHECK_FALSE(rows[1].known);
}
